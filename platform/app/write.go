package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// Preparer is an input that can be checked or computed upon before the write begins: signatures, hashes, rules,
// whatever needs no lock. Prepare must give the same outcome whenever it is run on the same input.
type Preparer interface {
	Prepare(ctx context.Context) error
}

// Located is an answer that says where the thing it made can be read.
type Located interface {
	Location() string
}

// Write registers a write. In is a struct whose fields are parameters (tags path, query, header) and, if named
// Body, the JSON body; Out is the body of the answer. verb runs inside one store.Update together with the
// remembering of its answer, perhaps more than once: it may change nothing outside tx, not even in.
func Write[In, Out any](api huma.API, op Operation, verb func(ctx context.Context, tx *store.Tx, in *In) (*Out, error)) {
	a := of(api)
	checkNames[In](op)
	_, hasBody := reflect.TypeFor[In]().FieldByName("Body")
	ep := a.endpoint(op, true, hasBody)
	doc := a.describe(ep, map[string]*huma.MediaType{jsonType: {Schema: a.schemaOf(reflect.TypeFor[Out](), op.ID+"Answer")}})
	if op.Example != nil && hasBody {
		doc.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{jsonType: {Example: op.Example}}}
	}
	status := ep.doc.Status
	huma.Register(api, doc, func(ctx context.Context, in *In) (*huma.StreamResponse, error) {
		x := exchangeOf(ctx)
		if err := x.prepare(ctx, in); err != nil {
			x.refuse(err)
			return answered, nil
		}
		x.write(op.Ahead.of(ctx, in), func(tx *store.Tx) (answer, error) {
			out, err := verb(ctx, tx, in)
			if err != nil {
				return answer{}, err
			}
			return answerOf(status, out)
		})
		return answered, nil
	})
}

// prepare checks what the input names and lets it prepare itself.
func (x *exchange) prepare(ctx context.Context, in any) error {
	if err := x.permitInput(in); err != nil {
		return err
	}
	if p, ok := in.(Preparer); ok {
		return p.Prepare(ctx)
	}
	return nil
}

// answered tells huma that the answer has been sent.
var answered = &huma.StreamResponse{Body: func(huma.Context) {}}

func answerOf[Out any](status int, out *Out) (answer, error) {
	body, err := encode(out)
	if err != nil {
		return answer{}, err
	}
	ans := answer{status: status, contentType: jsonType, body: body}
	if l, ok := any(out).(Located); ok {
		ans.location = l.Location()
	}
	return ans, nil
}

// write runs a verb, under the request's idempotency key if it has one, and answers.
func (x *exchange) write(ctx context.Context, verb func(*store.Tx) (answer, error)) {
	a := x.app
	var (
		ans      answer
		replayed bool
		err      error
	)
	if x.key == "" {
		err = a.st.Update(ctx, func(tx *store.Tx) (err error) {
			ans, err = verb(tx)
			return err
		})
	} else {
		key, d := identify(x.actor, x.ep.name, x.r.URL.RequestURI(), x.key, x.body)
		ans, replayed, err = a.once(ctx, key, d, verb, x.refusal)
	}
	if err != nil {
		x.refuse(err)
		return
	}
	x.reply(ans, replayed)
}

// RawWrite registers a write that decodes its body itself and builds its answer as bytes, for bulk operations:
// Read and Write decode a body twice and hold the answer as a value first. BodyDoc and AnswerDoc are the types that
// the document shows.
//
// parse runs before the write, on a body of valid UTF-8 within its limit; what it returns may refer to the body.
// verb appends the JSON answer to out, inside the store.Update, and returns it.
func RawWrite[BodyDoc, AnswerDoc, In any](api huma.API, op Operation,
	parse func(r *http.Request, body []byte) (In, error),
	verb func(ctx context.Context, tx *store.Tx, in In, out []byte) ([]byte, error)) {
	a := of(api)
	checkNames[In](op)
	or(&op.MaxBody, a.app.cfg.MaxRawBody)
	ep := a.endpoint(op, true, true)
	doc := a.describe(ep, map[string]*huma.MediaType{jsonType: {Schema: a.schemaOf(reflect.TypeFor[AnswerDoc](), op.ID+"Answer")}})
	doc.Parameters = append(pathParameters(op.Path), doc.Parameters...)
	doc.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		jsonType: {Schema: a.schemaOf(reflect.TypeFor[BodyDoc](), op.ID+"Request"), Example: op.Example}}}
	a.OpenAPI().AddOperation(&doc)
	status := ep.doc.Status
	a.app.route(op.Method+" "+op.Path, ep, func(x *exchange) {
		in, err := parse(x.r, x.body)
		if err != nil {
			x.refuse(decodeProblem(err, x.body))
			return
		}
		if err := x.permitInput(in); err != nil {
			x.refuse(err)
			return
		}
		size := 0 // of the answer, learned from a first run
		x.write(op.Ahead.of(x.r.Context(), in), func(tx *store.Tx) (answer, error) {
			body, err := verb(x.r.Context(), tx, in, make([]byte, 0, max(size, 512)))
			size = len(body)
			return answer{status: status, contentType: jsonType, body: body}, err
		})
	})
}

// decodeProblem lets parse return what encoding/json gave it.
func decodeProblem(err error, body []byte) error {
	var (
		syntax *json.SyntaxError
		typed  *json.UnmarshalTypeError
	)
	switch {
	case problem.KindOf(err) != problem.Internal:
		return err
	case asError(err, &syntax):
		return badJSON(body)
	case asError(err, &typed):
		return errBadInput.At(pointer("body."+typed.Field), "This value is not valid for its type.", "该值与其类型不符。")
	default:
		return errBadInput.Because(fmt.Errorf("decode: %w", err))
	}
}
