package app

import (
	"context"
	"errors"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Read registers a read. In is as for Write, without a body; Out is the body of the answer.
func Read[In, Out any](api huma.API, op Operation, verb func(ctx context.Context, in *In) (*Out, error)) {
	a := of(api)
	checkShown[Out](op)
	ep := a.endpoint(op, false, false)
	doc := a.describe(ep, map[string]*huma.MediaType{jsonType: {Schema: a.schemaOf(reflect.TypeFor[Out](), op.ID+"Answer")}})
	status := ep.doc.Status
	huma.Register(api, doc, func(ctx context.Context, in *In) (*huma.StreamResponse, error) {
		x := exchangeOf(ctx)
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

// pathParameters documents the {names} of a path as strings.
func pathParameters(path string) (out []*huma.Param) {
	for part := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			out = append(out, &huma.Param{
				Name: strings.TrimSuffix(name, "}"), In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
		}
	}
	return out
}

func asError[T error](err error, target *T) bool { return errors.As(err, target) }
