package problem

import (
	"errors"
	"fmt"
)

// Kind says what class of thing went wrong. It decides the HTTP status and whether an answer may be
// remembered under an idempotency key.
type Kind uint8

// The kinds. Internal is the zero value: an error that nobody classified is the bank's own fault.
const (
	Internal        Kind = iota // the bank failed; the cause is for the operator only
	Malformed                   // the request can't be read: broken JSON, wrong path parameter
	Invalid                     // readable, but a value breaks its rule: unbalanced entry, bad check digit
	Unauthenticated             // no token, or one that is unknown or expired
	Forbidden                   // known caller, not allowed
	NotFound                    // no such object, or none that the caller may know of
	Conflict                    // clashes with what stands: same reference with another body
	Refused                     // a rule of the bank says no: frozen account, no funds, closed day
	TooLarge                    // body, batch or page over its limit
	TooMany                     // the caller's own rate limit
	Unavailable                 // try again later: queue full, shutting down, disk full or read-only
	Unsupported                 // method or media type that this path does not speak
)

// statuses is the one table from kind to HTTP status.
var statuses = [...]int{
	Internal: 500, Malformed: 400, Invalid: 422, Unauthenticated: 401, Forbidden: 403, NotFound: 404,
	Conflict: 409, Refused: 422, TooLarge: 413, TooMany: 429, Unavailable: 503, Unsupported: 415,
}

// kindNames are used in logs and metrics.
var kindNames = [...]string{
	Internal: "internal", Malformed: "malformed", Invalid: "invalid", Unauthenticated: "unauthenticated",
	Forbidden: "forbidden", NotFound: "not_found", Conflict: "conflict", Refused: "refused",
	TooLarge: "too_large", TooMany: "too_many", Unavailable: "unavailable", Unsupported: "unsupported",
}

// Status is the HTTP status of a kind.
func (k Kind) Status() int {
	if int(k) >= len(statuses) {
		return 500
	}
	return statuses[k]
}

// String is the kind's word in logs and metrics.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return "internal"
	}
	return kindNames[k]
}

// Field is one faulty place in the input: Path in JSON-pointer form, such as "/postings/0/amount", and
// what is wrong with it in both languages. The rejected value itself is never echoed: it may be private.
type Field struct {
	Path string `json:"path"`
	EN   string `json:"detail"`
	ZH   string `json:"detailZh"`
}

// Error is the one error type. Build it with New; add what is known with the With methods, each of which
// returns a copy, so that a package-level Error can serve as a sentinel for errors.Is (compared by Code).
type Error struct {
	Kind   Kind
	Code   string // stable, "room.what", lower case; clients switch on it
	EN     string // says what is wrong and what to do
	ZH     string
	Fields []Field
	Cause  error // for operators; never shown to a client
}

// New makes a problem. en and zh are whole sentences.
func New(kind Kind, code, en, zh string) *Error {
	return &Error{Kind: kind, Code: code, EN: en, ZH: zh}
}

// Error is the text for logs: code, English sentence, cause.
func (e *Error) Error() string {
	s := e.Code + ": " + e.EN
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is reports whether target is a problem with the same code.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// With formats arguments into both sentences: New(k, c, "account %s is frozen", "账户 %s 已冻结").With(id).
// Both sentences take the same arguments in the same order; use %[1]s indexes where the order differs.
func (e *Error) With(args ...any) *Error {
	c := *e
	c.EN, c.ZH = fmt.Sprintf(e.EN, args...), fmt.Sprintf(e.ZH, args...)
	return &c
}

// Because attaches the cause.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.Cause = cause
	return &c
}

// At adds a faulty place.
func (e *Error) At(path, en, zh string) *Error {
	c := *e
	c.Fields = append(append([]Field(nil), e.Fields...), Field{Path: path, EN: en, ZH: zh})
	return &c
}

// ErrInternal is what a client sees of an error that is not a Problem.
var ErrInternal = New(Internal, "internal",
	"The bank could not finish this request. Nothing was booked; try again, and give the request id if it persists.",
	"银行未能完成该请求，未记任何账。请重试；如仍失败，请提供请求编号。")

// Of finds the problem in an error chain; an error without one is Internal with err as its cause.
// Of(nil) is nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	var p *Error
	if errors.As(err, &p) {
		return p
	}
	return ErrInternal.Because(err)
}

// KindOf is the kind of err; Internal when it is no Problem.
func KindOf(err error) Kind {
	if p := Of(err); p != nil {
		return p.Kind
	}
	return Internal
}
