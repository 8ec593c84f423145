package store

import "context"

// Actor is who writes: a person, the hat (role) she wears, and the client (API client, terminal, program)
// through which she acts. A machine acting for itself has an empty Person.
type Actor struct {
	Person string // party id, or the operator's name while parties don't exist yet
	Hat    string // the role under which the person acts: "teller", "operator"
	Client string // the API client, terminal or program
}

// String joins the parts for logs and idempotency scopes.
func (a Actor) String() string { return a.Person + "/" + a.Hat + "/" + a.Client }

type actorKey struct{}
type idempotencyKey struct{}

// WithActor puts the actor of coming updates into the context.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorOf is the actor in the context, or the zero Actor.
func ActorOf(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// WithIdempotencyKey puts the request's idempotency key into the context.
func WithIdempotencyKey(ctx context.Context, key string) context.Context {
	return context.WithValue(ctx, idempotencyKey{}, key)
}

// IdempotencyKeyOf is the request's idempotency key, or "".
func IdempotencyKeyOf(ctx context.Context) string {
	k, _ := ctx.Value(idempotencyKey{}).(string)
	return k
}
