package app

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Call registers a call that changes something but is no update by itself: signing in, which hashes first and then makes
// its own update. It has no idempotency key. In and Out are as for Write.
func Call[In, Out any](api huma.API, op Operation, verb func(ctx context.Context, in *In) (*Out, error)) {
	a := of(api)
	checkShown[Out](op)
	checkNames[In](op)
	_, hasBody := reflect.TypeFor[In]().FieldByName("Body")
	ep := a.endpoint(op, true, hasBody)
	ep.takesKey, ep.needsKey = false, false
	doc := a.describe(ep, map[string]*huma.MediaType{jsonType: {Schema: a.schemaOf(reflect.TypeFor[Out](), op.ID+"Answer")}})
	if op.Example != nil && hasBody {
		doc.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{jsonType: {Example: op.Example}}}
	}
	status := ep.doc.Status
	huma.Register(api, doc, func(ctx context.Context, in *In) (*huma.StreamResponse, error) {
		x := exchangeOf(ctx)
		err := x.prepare(ctx, in)
		if err != nil {
			x.refuse(err)
			return answered, nil
		}
		out, err := verb(ctx, in)
		if err == nil {
			err = x.lookThrough(out)
		}
		if err != nil {
			x.refuse(err)
			return answered, nil
		}
		ans, err := answerOf(status, out)
		if err != nil {
			x.refuse(err)
			return answered, nil
		}
		x.reply(ans, false)
		return answered, nil
	})
}

// Raw is an answer that an operation builds by itself.
type Raw struct {
	Status int
	Type   string // media type
	Body   []byte
	Header http.Header // besides; may be nil
}

// RawCall registers a call, or a read if its method is GET, whose request and answer have forms that other standards
// prescribe: OAuth's token endpoint, redirects, uploads. body is nil for a read. BodyDoc and AnswerDoc are what the document
// shows.
func RawCall[BodyDoc, AnswerDoc any](api huma.API, op Operation, verb func(ctx context.Context, r *http.Request, body []byte) (*Raw, error)) {
	a := of(api)
	checkNames[struct{}](op) // it decodes its body itself, after it was let in
	write := op.Method != http.MethodGet
	ep := a.endpoint(op, write, write)
	ep.takesKey, ep.needsKey = false, false
	media := jsonType
	if len(op.Media) > 0 {
		media = op.Media[0]
		ep.mediaType = media
	}
	doc := a.describe(ep, map[string]*huma.MediaType{jsonType: {Schema: a.schemaOf(reflect.TypeFor[AnswerDoc](), op.ID+"Answer")}})
	doc.Parameters = append(pathParameters(op.Path), doc.Parameters...)
	if write {
		doc.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			media: {Schema: a.schemaOf(reflect.TypeFor[BodyDoc](), op.ID+"Request"), Example: op.Example}}}
	}
	a.OpenAPI().AddOperation(&doc)
	a.app.route(op.Method+" "+op.Path, ep, func(x *exchange) {
		raw, err := verb(x.r.Context(), x.r, x.body)
		if err != nil {
			x.refuse(err)
			return
		}
		for name, values := range raw.Header {
			x.Header()[name] = values
		}
		x.reply(answer{status: raw.Status, contentType: raw.Type, body: raw.Body}, false)
	})
}

// RequestOf is the HTTP request of the call in this context.
func RequestOf(ctx context.Context) *http.Request { return exchangeOf(ctx).r }

// SetCookie adds a cookie to the answer of the call in this context.
func SetCookie(ctx context.Context, c *http.Cookie) { http.SetCookie(exchangeOf(ctx), c) }
