package app

import (
	"net/http"
	"strconv"
	"strings"

	"tonghui/base/problem"
	"tonghui/platform/auth/limit"
)

// Problem is the body of every refusal: Problem Details for HTTP APIs (RFC 9457) with the bank's code and both
// languages.
type Problem struct {
	Type     string  `json:"type" doc:"Identifies the kind of problem: urn:tonghui:problem: and the code."`
	Title    string  `json:"title" doc:"What class of problem it is, in the language of detail." example:"Not found"`
	Status   int     `json:"status" doc:"The HTTP status." example:"404"`
	Detail   string  `json:"detail" doc:"What is wrong and what to do: Chinese if Accept-Language prefers it, else English."`
	DetailZH string  `json:"detailZh" doc:"The same in Chinese."`
	DetailEN string  `json:"detailEn" doc:"The same in English."`
	Code     string  `json:"code" doc:"A stable word for programs." example:"app.path_unknown"`
	Instance string  `json:"instance" doc:"The request id; quote it when you ask for help."`
	TraceID  string  `json:"traceId,omitempty" doc:"The trace of the request, if it has one."`
	Errors   []Fault `json:"errors,omitempty" doc:"The faulty places of the input, if there are several or they can be named."`
}

// Fault is one faulty place in the input. The rejected value is never echoed: it may be private.
type Fault struct {
	Path     string `json:"path" doc:"JSON pointer into the body, or query:name, path:name, header:name." example:"/postings/0/amount"`
	Detail   string `json:"detail" doc:"What is wrong, in English."`
	DetailZH string `json:"detailZh" doc:"The same in Chinese."`
}

// titles are the classes of problems in both languages.
var titles = map[problem.Kind][2]string{
	problem.Internal:        {"Fault of the bank", "银行内部错误"},
	problem.Malformed:       {"Unreadable request", "请求无法读取"},
	problem.Invalid:         {"Invalid value", "内容有误"},
	problem.Unauthenticated: {"Sign-in needed", "需要身份验证"},
	problem.Forbidden:       {"Not allowed", "无权操作"},
	problem.NotFound:        {"Not found", "未找到"},
	problem.Conflict:        {"Conflict", "内容冲突"},
	problem.Refused:         {"Refused by a rule of the bank", "业务规则不允许"},
	problem.TooLarge:        {"Too large", "内容过大"},
	problem.TooMany:         {"Too many requests", "请求过于频繁"},
	problem.Unavailable:     {"Try again later", "请稍后重试"},
	problem.Unsupported:     {"Not supported", "不支持"},
}

const problemType = "application/problem+json"

var (
	errNoPath = problem.New(problem.NotFound, "app.path_unknown",
		"There is nothing at this path. The calls of this bank are listed at /docs.",
		"该路径不存在。本银行的全部接口见 /docs。")
	errMethod = problem.New(problem.Unsupported, "app.method_unknown",
		"This path doesn't speak %s; it speaks %s.",
		"该路径不支持 %s 方法，支持的方法为 %s。")
)

// statusOf is the HTTP status of a problem: its kind's, but for one code.
func statusOf(p *problem.Error) int {
	if p.Code == errMethod.Code {
		return http.StatusMethodNotAllowed
	}
	return p.Kind.Status()
}

// newProblem says err in the words of the API.
func newProblem(err error, requestID string, zh bool) *Problem {
	e := problem.Of(err)
	p := &Problem{
		Type: "urn:tonghui:problem:" + e.Code, Title: titles[e.Kind][0], Status: statusOf(e),
		Detail: e.EN, DetailZH: e.ZH, DetailEN: e.EN, Code: e.Code, Instance: requestID,
	}
	if zh {
		p.Title, p.Detail = titles[e.Kind][1], e.ZH
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, Fault{Path: f.Path, Detail: f.EN, DetailZH: f.ZH})
	}
	return p
}

// Error is the sentence; with GetStatus and ContentType it makes a Problem one of huma's errors.
func (p *Problem) Error() string { return p.DetailEN }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType names the media type of problems.
func (p *Problem) ContentType(string) string { return problemType }

// refusal is the answer that says err.
func (x *exchange) refusal(err error) answer {
	p := newProblem(err, x.id, prefersChinese(x.r.Header.Get("Accept-Language")))
	x.code = p.Code
	return x.problemAnswer(p)
}

func (x *exchange) problemAnswer(p *Problem) answer {
	p.TraceID = x.traceID()
	body, err := encode(p)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return answer{status: p.Status, contentType: problemType, body: body}
}

// refuse answers with a problem. What the bank is to blame for is logged with its cause.
func (x *exchange) refuse(err error) {
	e := problem.Of(err)
	x.cause = e.Cause
	switch e.Kind {
	case problem.Internal:
		x.app.log().ErrorContext(x.r.Context(), "request failed", "operation", x.ep.name, "error", err)
	case problem.Unavailable, problem.TooMany:
		x.Header().Set("Retry-After", strconv.FormatInt(max(1, limit.RetryAfter(err)), 10))
	}
	x.reply(x.refusal(err), false)
}

// prefersChinese reads Accept-Language: whether Chinese stands before English.
func prefersChinese(header string) bool {
	if header == "" {
		return false
	}
	var zh, en int // weights in thousandths; the first of equal ones wins
	zhFirst := false
	for part := range strings.SplitSeq(header, ",") {
		tag, param, _ := strings.Cut(strings.TrimSpace(part), ";")
		weight, ok := thousandths(param)
		if !ok {
			continue
		}
		switch lang, _, _ := strings.Cut(strings.ToLower(tag), "-"); lang {
		case "zh":
			zhFirst = zhFirst || en == 0
			zh = max(zh, weight)
		case "en", "*":
			en = max(en, weight)
		}
	}
	return zh > en || zh == en && zh > 0 && zhFirst
}

// thousandths reads a weight such as "q=0.8"; none is 1.
func thousandths(param string) (n int, ok bool) {
	text, weighted := strings.CutPrefix(strings.TrimSpace(param), "q=")
	if !weighted {
		return 1000, param == ""
	}
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole + (part + "000")[:3])
	return n, err == nil && n >= 0 && n <= 1000 && len(part) <= 3
}
