package app

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/auth"
)

// Operation describes one call of the API. What it takes and gives is in the Go types of the function beside it.
type Operation struct {
	ID          string           // lower camel case, verb first: "postEntry"
	Method      string           // GET for Read and Stream; POST, PUT, PATCH or DELETE for writes
	Path        string           // "/v1/ledger/entries/{id}"
	EN, ZH      string           // what it does, a short phrase in each language
	About       string           // more, in Markdown; may be empty
	Tag         string           // the group in the document: the module's name
	Permission  auth.Permission  // what the caller's hat must allow; without Object or Listed it must reach the whole bank
	Object      auth.Kind        // the call names one object of this kind, which must lie in the caller's reach
	At          string           // where it names it: "path.id" (the default with Object), "path.NAME", "query.NAME", or "body" (AuthObjects)
	Listed      bool             // the answer shows only what auth.FilterOf admits; it is looked through on its way out
	SignedIn    bool             // whoever is signed in, for what is her own: the verb goes by auth.SubjectOf
	Open        bool             // anybody at all
	StepUp      bool             // a person must have proved who she is within the last minutes, a program by a signature
	Status      int              // of success; default 200
	KeyOptional bool             // a write that may come without an idempotency key, since repeating it does no harm
	MaxBody     int64            // bytes; default Config.MaxBody, or Config.MaxRawBody for RawWrite
	Media       []string         // media types of the body besides JSON, for RawWrite; the document shows the JSON one
	Binary      bool             // the body of a RawWrite or RawCall is a file: neither JSON nor, perhaps, UTF-8
	Example     any              // of the request body, for the reference; a value of the body's type or a json.RawMessage
	Problems    []*problem.Error // the refusals of its own that a client should know
	Ahead       Foresight        // of a write, made by Ahead: what its update is going to need; may be nil
}

// Foresight tells the update of a write, in its context, what it is going to need (store.WithLocks). It gets what the write's
// verb gets.
type Foresight func(ctx context.Context, in any) context.Context

// Ahead makes a Foresight of a function of the type that the write's verb takes: In of a RawWrite, *In of a Write.
func Ahead[In any](f func(context.Context, In) context.Context) Foresight {
	return func(ctx context.Context, in any) context.Context { return f(ctx, in.(In)) }
}

// of is the context of the update.
func (f Foresight) of(ctx context.Context, in any) context.Context {
	if f == nil {
		return ctx
	}
	return f(ctx, in)
}

// API is what Module.Routes gets: huma's API, and for Read, Write, RawWrite and Stream the app behind it.
type API struct {
	huma.API
	app    *App
	module string
}

// of finds the app; huma's groups hide it, and rooms don't need them.
func of(api huma.API) *API {
	a, ok := api.(*API)
	if !ok {
		panic(fmt.Sprintf("app: register operations on the API given to Module.Routes, not on a %T", api))
	}
	return a
}

// Describe says what a module's operations are about; it is shown above them in the document and the reference.
func Describe(api huma.API, tag, en, zh string) {
	doc := of(api).OpenAPI()
	doc.Tags = append(doc.Tags, &huma.Tag{Name: tag, Description: en, Extensions: map[string]any{"x-description-zh": zh}})
}

var operationID = regexp.MustCompile(`^[a-z][a-zA-Z0-9]+$`)

// check panics at a description that is wrong, as it is the program's own mistake.
func (op Operation) check(write bool) {
	isWrite := op.Method == http.MethodPost || op.Method == http.MethodPut || op.Method == http.MethodPatch ||
		op.Method == http.MethodDelete
	switch {
	case !operationID.MatchString(op.ID):
		panic(fmt.Sprintf("app: operation id %q must be one lower camel case word", op.ID))
	case write != isWrite || !write && op.Method != http.MethodGet:
		panic(fmt.Sprintf("app: operation %s: reads are GET, writes are POST, PUT, PATCH or DELETE", op.ID))
	case !strings.HasPrefix(op.Path, "/v1/"):
		panic(fmt.Sprintf("app: operation %s: path %q must begin with /v1/", op.ID, op.Path))
	case op.EN == "" || op.ZH == "":
		panic(fmt.Sprintf("app: operation %s needs a phrase in both languages", op.ID))
	}
	op.checkRule()
}

// endpoint makes the server's side of an operation.
func (a *API) endpoint(op Operation, write, hasBody bool) *endpoint {
	op.check(write)
	or(&op.Status, http.StatusOK)
	or(&op.Tag, a.module)
	or(&op.MaxBody, a.app.cfg.MaxBody)
	if op.Object != "" {
		or(&op.At, "path.id")
	}
	for _, p := range op.Problems {
		a.app.problems[p.Code] = p
	}
	a.app.operations = append(a.app.operations, op)
	return &endpoint{
		name: op.ID, access: byRule, bounded: true, hasBody: hasBody, takesKey: write, needsKey: write && !op.KeyOptional,
		maxBody: op.MaxBody, mediaType: jsonType, doc: op,
	}
}

// describe makes the document's side: everything but parameters and request body, which huma finds in the types.
func (a *API) describe(ep *endpoint, answers map[string]*huma.MediaType) huma.Operation {
	op := ep.doc
	ok := &huma.Response{Description: http.StatusText(op.Status), Content: answers, Headers: map[string]*huma.Header{}}
	out := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: op.Path, Summary: op.EN, Description: op.About, Tags: []string{op.Tag},
		DefaultStatus: op.Status, MaxBodyBytes: -1, BodyReadTimeout: -1, // exchange.read has limited and timed it
		RejectUnknownQueryParameters: true,
		Metadata:                     map[string]any{endpointKey: ep},
		Security:                     security(op),
		Responses:                    map[string]*huma.Response{strconv.Itoa(op.Status): ok},
		Extensions:                   map[string]any{"x-summary-zh": op.ZH},
	}
	op.documentRule(out.Extensions)
	if len(op.Problems) > 0 {
		out.Extensions["x-problems"] = documentProblems(op.Problems)
	}
	statuses := []int{401, 403, 422, 429, 500, 503}
	if op.Open {
		statuses = []int{422, 429, 500, 503}
	}
	if ep.takesKey {
		statuses = append(statuses, 400, 409)
		out.Parameters = append(out.Parameters, keyParameter(ep.needsKey))
		ok.Headers["Idempotency-Replayed"] = &huma.Header{
			Description: "true when this answer was given before under the same key.", Schema: &huma.Schema{Type: huma.TypeBoolean}}
	}
	if ep.hasBody {
		statuses = append(statuses, 413, 415)
	}
	if strings.Contains(op.Path, "{") {
		statuses = append(statuses, 404)
	}
	for _, p := range op.Problems {
		statuses = append(statuses, statusOf(p))
	}
	schema := a.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")
	for _, status := range statuses {
		out.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: http.StatusText(status), Content: map[string]*huma.MediaType{problemType: {Schema: schema}}}
	}
	return out
}

// endpointKey is where an operation's endpoint lies in huma's metadata.
const endpointKey = "endpoint"

func keyParameter(required bool) *huma.Param {
	one, most := 1, 128
	return &huma.Param{
		Name: "Idempotency-Key", In: "header", Required: required, Example: "5f0c1c1e-4e0b-4f43-9d5e-6f0c2b8f9a11",
		Description: "A fresh random word for each new request; the same word when a request is repeated. " +
			"The same key with the same request gives the same answer for seven days; with another request it is refused (409).",
		Schema: &huma.Schema{Type: huma.TypeString, MinLength: &one, MaxLength: &most},
	}
}

// blank is a place in a sentence that is filled in when it is said.
var blank = regexp.MustCompile(`%(\[\d+\])?[sdvq]`)

func documentProblems(problems []*problem.Error) []map[string]any {
	out := make([]map[string]any, len(problems))
	for i, p := range problems {
		out[i] = map[string]any{"code": p.Code, "status": statusOf(p),
			"detailEn": blank.ReplaceAllString(p.EN, "…"), "detailZh": blank.ReplaceAllString(p.ZH, "…")}
	}
	return out
}

// schemaOf documents a type.
func (a *API) schemaOf(t reflect.Type, hint string) *huma.Schema {
	return a.OpenAPI().Components.Schemas.Schema(t, true, hint)
}

var qualified = regexp.MustCompile(`[\w./-]*?(\w+)\.(\w+)`)

// schemaName names a type in the document: with its package, as the bank has many a Status; the app's own without.
func (a *App) schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() == "" { // huma calls it by the struct it is in, of which two rooms may have one of the same name
		return withPackage(a.naming, huma.DefaultSchemaNamer(t, hint))
	}
	// Type arguments carry their package's path: Page[tonghui/core/ledger.Account].
	name := qualified.ReplaceAllStringFunc(t.Name(), func(s string) string {
		p := qualified.FindStringSubmatch(s)
		return withPackage(p[1], p[2])
	})
	pkg := t.PkgPath()
	pkg = pkg[strings.LastIndexByte(pkg, '/')+1:]
	name = huma.DefaultSchemaNamer(named(name), hint)
	return withPackage(pkg, name)
}

func withPackage(pkg, name string) string {
	if pkg == "" || pkg == "app" || strings.HasPrefix(strings.ToLower(name), pkg) {
		return name
	}
	return strings.ToUpper(pkg[:1]) + pkg[1:] + name
}

// named is a reflect.Type of which only the name is asked.
func named(name string) reflect.Type { return namedType{reflect.TypeFor[struct{}](), name} }

type namedType struct {
	reflect.Type
	name string
}

func (n namedType) Name() string { return n.name }
