package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"tonghui/base/problem"
	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
)

// Authenticator finds out who calls, by one kind of credentials. It answers (nil, nil) to a request that bears none of its
// kind, and a problem to one whose credentials are no good.
type Authenticator interface {
	Admit(r *http.Request) (*auth.Subject, error)
}

// SignedAuthenticator also knows requests whose signature covers the body: Admit answers auth.ErrBodyFirst to them.
type SignedAuthenticator interface {
	Authenticator
	AdmitSigned(r *http.Request, body []byte) (*auth.Subject, error)
}

var (
	errSignIn = problem.New(problem.Unauthenticated, "app.sign_in",
		"Sign in first; a program sends `Authorization: Bearer TOKEN` or signs its request.",
		"请先登录；程序调用须携带 Authorization: Bearer 令牌，或对请求签名。")
	errForbidden = problem.New(problem.Forbidden, "app.forbidden",
		"You are not allowed to do this as you have signed in (permission %s). Choose another of your identities, or ask whoever grants rights.",
		"您当前的身份无权办理此项（权限 %s）。请切换身份，或联系授权人。")
	errReach = problem.New(problem.Forbidden, "app.reach",
		"You may do this for some of the bank's objects only (permission %s), and this call concerns all of them.",
		"您在此项上的权限（%s）仅限部分对象，而该请求涉及全行。")
	errStepUp = problem.New(problem.Forbidden, "app.step_up",
		"This needs a fresh proof of who you are. Confirm it and try again; a program signs the request.",
		"办理此项须再次验证身份。请验证后重试；程序调用须对请求签名。")
)

// stepUpWithin is how long a person's proof counts for risky operations.
const stepUpWithin = 5 * time.Minute

// checkRule panics at an operation without a rule, or with two.
func (op Operation) checkRule() {
	ways := 0
	for _, given := range []bool{op.Permission != "", op.SignedIn, op.Open} {
		if given {
			ways++
		}
	}
	where, _, _ := strings.Cut(op.At, ".")
	switch {
	case ways != 1:
		panic(fmt.Sprintf("app: operation %s must say who may call it: one of Permission, SignedIn and Open", op.ID))
	case (op.Object != "" || op.Listed) && op.Permission == "" || op.Object != "" && op.Listed:
		panic(fmt.Sprintf("app: operation %s: Object or Listed go with a Permission, one of them", op.ID))
	case op.At != "" && (op.Object == "" || where != "path" && where != "query" && op.At != inBody):
		panic(fmt.Sprintf("app: operation %s: At says where an Object is named: path.NAME, query.NAME or body", op.ID))
	}
}

// inBody says that a call's objects are named in its body, by AuthObjects; they are looked at when that has been read.
const inBody = "body"

// checkNames panics at an operation whose objects stand in its body, but whose input doesn't tell which they are.
func checkNames[In any](op Operation) {
	_, value := any(*new(In)).(Objects)
	_, pointer := any(new(In)).(Objects)
	if op.At == inBody && !value && !pointer {
		panic(fmt.Sprintf("app: operation %s names its objects in the body, but its input has no AuthObjects", op.ID))
	}
}

// documentRule says in the document who may call.
func (op Operation) documentRule(ext map[string]any) {
	if op.Permission != "" {
		ext["x-permission"] = string(op.Permission)
	}
	rule := "bank"
	switch {
	case op.Open:
		rule = "open"
	case op.SignedIn:
		rule = "signed-in"
	case op.Object != "":
		rule = "object " + string(op.Object)
	case op.Listed:
		rule = "listed"
	}
	ext["x-access"] = rule
	if op.StepUp {
		ext["x-step-up"] = true
	}
}

// security is how the document says it.
func security(op Operation) []map[string][]string {
	if op.Open {
		return []map[string][]string{}
	}
	return []map[string][]string{{"session": {}}, {"token": {}}, {"signature": {}}}
}

// identify asks each authenticator who calls. A signed request with a body waits until that has been read.
func (x *exchange) identify() error {
	for _, a := range x.app.cfg.Admit {
		s, err := a.Admit(x.r)
		if errors.Is(err, auth.ErrBodyFirst) {
			x.signed, _ = a.(SignedAuthenticator)
			return nil
		}
		if s != nil || err != nil {
			x.subject = s
			return err
		}
	}
	return nil
}

// known puts who calls into the context, for the store's rows and the audit log.
func (x *exchange) known(ctx context.Context) context.Context {
	s := x.subject
	x.actor = s.Actor()
	place := audit.Place{Address: remote(x.r)}
	if s.Session != 0 {
		place.Session = s.Session.String()
	}
	if s.Hat.Kind == auth.KioskHat || strings.HasPrefix(s.Client, "kiosk-") {
		place.Terminal = s.Client
	}
	ctx = audit.WithPlace(auth.WithSubject(ctx, s), place)
	if s.Hat.For != 0 && s.Hat.For != s.Person {
		ctx = audit.WithBehalf(ctx, s.Hat.For.String())
	}
	return ctx
}

// permit is the one place that decides whether this caller may make this call, and puts into the context what a list may
// show her.
func (x *exchange) permit() error {
	op := &x.ep.doc
	if x.ep.access == locally {
		if x.subject == nil || !x.subject.Reach(mayWatchThem).Has(auth.Bank) {
			return errForbidden.With(mayWatchThem)
		}
		return nil
	}
	if x.ep.access != byRule || op.Open {
		return nil
	}
	s := x.subject
	if s == nil {
		return errSignIn
	}
	if s.Person != 0 {
		if wait, ok := x.app.persons.Allow(s.Person.String(), x.app.st.Now()); !ok {
			return limit.Refuse(wait)
		}
	}
	if op.StepUp {
		if err := x.provedLately(); err != nil {
			return err
		}
	}
	if op.SignedIn {
		return nil
	}
	reach := s.Reach(op.Permission)
	switch {
	case reach == 0:
		return errForbidden.With(op.Permission)
	case op.Listed:
		x.filter = s.Filter(op.Permission)
		x.r = x.r.WithContext(auth.WithFilter(x.r.Context(), x.filter))
		return nil
	case op.Object != "":
		x.filter = s.Filter(op.Permission)
		x.r = x.r.WithContext(auth.WithFilter(x.r.Context(), x.filter))
		where, name, _ := strings.Cut(op.At, ".")
		if where == inBody {
			return nil // permitInput
		}
		id := x.r.PathValue(name)
		if where == "query" {
			id = x.r.URL.Query().Get(name)
		}
		return x.within(op.Object, id)
	case !reach.Has(auth.Bank) || s.Hat.Items != nil:
		return errReach.With(op.Permission)
	}
	return nil
}

func (x *exchange) provedLately() error {
	s := x.subject
	if s.Person == 0 {
		if s.Level < auth.LevelStrong {
			return errStepUp
		}
		return nil
	}
	if x.app.st.Now().Sub(s.ProvedAt) > stepUpWithin {
		return errStepUp
	}
	return nil
}

// within refuses an object outside the caller's reach as one that isn't there.
func (x *exchange) within(kind auth.Kind, id string) error {
	if x.filter.All && x.filter.Objects == nil {
		return nil // the verb itself answers for an id that names nothing
	}
	owner := x.app.owners[kind]
	scope, err := owner.Of(x.r.Context(), id)
	if err != nil {
		return err
	}
	if !x.filter.Admits(scope, string(kind)+"/"+id) {
		if blank.MatchString(owner.Missing.EN) { // the room names the id that it hasn't found
			return owner.Missing.With(id)
		}
		return owner.Missing
	}
	return nil
}

// Objects is an input whose body names objects, each as kind and id: "ledger.account/123". Each must lie in the reach of the
// caller's permission.
type Objects interface {
	AuthObjects() []string
}

// permitInput checks the objects that a decoded input names.
func (x *exchange) permitInput(in any) error {
	op := &x.ep.doc
	o, ok := in.(Objects)
	if !ok || op.Permission == "" {
		return nil
	}
	x.filter = x.subject.Filter(op.Permission)
	named := op.At != inBody
	for _, object := range o.AuthObjects() {
		kind, id, _ := strings.Cut(object, "/")
		named = named || kind == string(op.Object)
		if _, known := x.app.owners[auth.Kind(kind)]; !known {
			return fmt.Errorf("app: nobody tells to whom %s belongs", object)
		}
		if err := x.within(auth.Kind(kind), id); err != nil {
			return err
		}
	}
	if !named { // nothing to judge by: only who reaches everything may
		if !x.subject.Reach(op.Permission).Has(auth.Bank) || x.subject.Hat.Items != nil {
			return errReach.With(op.Permission)
		}
	}
	return nil
}

// shown is an answer that can be looked through for what belongs to somebody.
type shown interface {
	each(look func(any) bool)
}

// each gives a page's lines.
func (p *Page[T]) each(look func(any) bool) {
	for i := range p.Items {
		if !look(p.line(i)) {
			return
		}
	}
}

// line is one, by value or by pointer, whichever knows its scope.
func (p *Page[T]) line(i int) any {
	if _, ok := any(p.Items[i]).(auth.Scoped); ok {
		return p.Items[i]
	}
	return &p.Items[i]
}

// canScope says whether its lines know their scopes at all.
func (p *Page[T]) canScope() bool {
	_, ok := (&Page[T]{Items: make([]T, 1)}).line(0).(auth.Scoped)
	return ok
}

// checkShown panics at a Listed operation whose answer can't be looked through.
func checkShown[Out any](op Operation) {
	if !op.Listed {
		return
	}
	ok := false
	switch o := any(new(Out)).(type) {
	case interface{ canScope() bool }:
		ok = o.canScope()
	case auth.Scoped:
		ok = true
	}
	if !ok {
		panic(fmt.Sprintf("app: operation %s is Listed, but its answer has no lines that know their auth scope", op.ID))
	}
}

// errOutside is logged, and answered as a fault of the bank: a query led out of its caller's reach.
var errOutside = errors.New("app: an answer held what its caller may not see")

// lookThrough is the gate on the way out: an answer of a Listed operation holds nothing outside the caller's reach. It
// doesn't mend the room's query, it stops the answer.
func (x *exchange) lookThrough(out any) error {
	if !x.ep.doc.Listed {
		return nil
	}
	outside, lines := "", 0
	look := func(s auth.Scoped) bool {
		lines++
		if scope, object := s.AuthScope(); !x.filter.Admits(scope, object) {
			outside = object
		}
		return outside == ""
	}
	switch o := out.(type) {
	case shown:
		o.each(func(line any) bool { return look(line.(auth.Scoped)) }) // checkShown has seen that they are
	case auth.Scoped:
		look(o)
	}
	if outside == "" {
		return nil
	}
	x.app.log().LogAttrs(x.r.Context(), slog.LevelError, "an answer led out of its caller's reach",
		slog.String("operation", x.ep.name), slog.String("object", outside), slog.String("hat", x.subject.Hat.ID))
	return errOutside
}

// ownersOf gathers the modules' owners and refuses an operation whose objects nobody owns.
func ownersOf(modules []Module) (map[auth.Kind]Owner, error) {
	all := map[auth.Kind]Owner{}
	for _, m := range modules {
		for kind, o := range m.Owners {
			if _, twice := all[kind]; twice || o.Of == nil || o.Missing == nil {
				return nil, fmt.Errorf("app: module %s: kind %s needs one owner, with its answer for what is missing", m.Name, kind)
			}
			all[kind] = o
		}
	}
	return all, nil
}
