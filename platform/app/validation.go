package app

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"tonghui/base/problem"
	"tonghui/platform/observe"
)

var (
	errBadJSON = problem.New(problem.Malformed, "app.malformed_json",
		"The request body is not valid JSON: it breaks at byte %d. Mend it and send it again.",
		"请求正文不是有效的 JSON，第 %d 字节处有误。请修正后重新发送。")
	errBadInput = problem.New(problem.Invalid, "app.invalid_input",
		"The request has faulty values; each is named under errors. Mend them and send it again.",
		"请求中有不合规则的内容，具体见 errors。请修正后重新发送。")
)

// spoken is how one of huma's messages reads in the API: %1 and %2 are its parts.
type spoken struct {
	re     *regexp.Regexp
	en, zh string
}

// messages translates huma's validation messages. Those that echo the rejected value (%v of an error) lose it.
var messages = sync.OnceValue(func() []spoken {
	var out []spoken
	add := func(format, en, zh string) {
		quoted := regexp.QuoteMeta(format)
		for _, verb := range []string{"%s", "%v", "%d"} {
			quoted = strings.ReplaceAll(quoted, verb, "(.+)")
		}
		out = append(out, spoken{regexp.MustCompile("^(?s)" + quoted + "$"), en, zh})
	}
	add(validation.MsgExpectedRequiredProperty, "The property %1 is missing.", "缺少字段 %1。")
	add(validation.MsgExpectedDependentRequiredProperty, "The property %1 is needed when %2 is given.", "填写 %2 时必须同时填写 %1。")
	add(validation.MsgUnexpectedProperty, "This operation has no such property; check its spelling.", "该操作没有此字段，请检查拼写。")
	add(validation.MsgExpectedBoolean, "This must be true or false.", "应为 true 或 false。")
	add(validation.MsgExpectedNumber, "This must be a number.", "应为数字。")
	add(validation.MsgExpectedInteger, "This must be a whole number.", "应为整数。")
	add(validation.MsgExpectedString, "This must be a string.", "应为字符串。")
	add(validation.MsgExpectedArray, "This must be an array.", "应为数组。")
	add(validation.MsgExpectedObject, "This must be an object.", "应为对象。")
	add(validation.MsgExpectedArrayItemsUnique, "No item may occur twice.", "数组中不得有重复项。")
	add(validation.MsgExpectedOneOf, `This must be one of "%1".`, `应为下列之一："%1"。`)
	add(validation.MsgExpectedMinimumNumber, "This must be at least %1.", "不得小于 %1。")
	add(validation.MsgExpectedExclusiveMinimumNumber, "This must be more than %1.", "必须大于 %1。")
	add(validation.MsgExpectedMaximumNumber, "This must be at most %1.", "不得大于 %1。")
	add(validation.MsgExpectedExclusiveMaximumNumber, "This must be less than %1.", "必须小于 %1。")
	add(validation.MsgExpectedNumberBeMultipleOf, "This must be a multiple of %1.", "必须是 %1 的倍数。")
	add(validation.MsgExpectedMinLength, "This must have at least %1 characters.", "长度不得少于 %1 个字符。")
	add(validation.MsgExpectedMaxLength, "This must have at most %1 characters.", "长度不得超过 %1 个字符。")
	add(validation.MsgExpectedMatchPattern, "This must match the pattern %1.", "须符合格式 %1。")
	add(validation.MsgExpectedMinItems, "This must have at least %1 items.", "至少需要 %1 项。")
	add(validation.MsgExpectedMaxItems, "This must have at most %1 items.", "最多允许 %1 项。")
	add(validation.MsgExpectedMinProperties, "This must have at least %1 properties.", "至少需要 %1 个字段。")
	add(validation.MsgExpectedMaxProperties, "This must have at most %1 properties.", "最多允许 %1 个字段。")
	add(validation.MsgExpectedRFC3339DateTime, "This must be a time such as 2026-11-23T09:30:00Z.", "应为时间，例如 2026-11-23T09:30:00Z。")
	add(validation.MsgExpectedRFC3339Date, "This must be a date such as 2026-11-23.", "应为日期，例如 2026-11-23。")
	add(validation.MsgExpectedRFC3339Time, "This must be a time of day such as 09:30:00.", "应为时刻，例如 09:30:00。")
	add(validation.MsgExpectedBase64String, "This must be base64.", "应为 base64 编码。")
	add(validation.MsgExpectedRFC5322Email, "This must be an e-mail address.", "应为电子邮件地址。")
	add(validation.MsgExpectedRFC3986URI, "This must be a URI.", "应为 URI。")
	add(validation.MsgExpectedRFC4122UUID, "This must be a UUID.", "应为 UUID。")
	add(validation.MsgExpectedDuration, "This must be a duration such as 15m.", "应为时长，例如 15m。")
	// The other formats echo the value in their reason, so they must be caught before the general pattern.
	add("expected string to be RFC %s", "This is not in the format that the document names.", "不符合接口文档规定的格式。")
	add(validation.MsgExpectedRegexp, "This must be a regular expression.", "应为正则表达式。")
	add(validation.MsgExpectedBePattern, "This must be %1.", "须为 %1。")
	add("required query parameter is missing", "This query parameter is missing.", "缺少该查询参数。")
	add("required path parameter is missing", "This part of the path is missing.", "缺少该路径参数。")
	add("required header parameter is missing", "This header is missing.", "缺少该请求头。")
	add("unknown query parameter", "This operation has no such query parameter; check its spelling.", "该操作没有此查询参数，请检查拼写。")
	add("invalid integer", "This must be a whole number.", "应为整数。")
	add("invalid boolean", "This must be true or false.", "应为 true 或 false。")
	add("invalid float", "This must be a number.", "应为数字。")
	add("invalid floating value", "This must be a number.", "应为数字。")
	return out
})

// smuggled marks a problem of a type's own UnmarshalText or UnmarshalJSON on its way through huma, which keeps
// only an error's text.
const smuggled = "\x00problem\x00"

// unmarshal is the API's JSON decoder.
func unmarshal(data []byte, v any) error {
	err := json.Unmarshal(data, v)
	var p *problem.Error
	if err != nil && errors.As(err, &p) {
		text, _ := json.Marshal([3]string{p.Code, p.EN, p.ZH}) // strings always encode
		return errors.New(smuggled + string(text))
	}
	return err
}

// translate turns huma's own refusals into problems.
func translate(ctx huma.Context, status int, errs []error) *Problem {
	var x *exchange
	if ctx != nil {
		x = exchangeOf(ctx.Context())
	}
	if x == nil { // the document asks for the type only
		return &Problem{Status: status}
	}
	return newProblem(x.sayInput(status, errs), x.id, prefersChinese(x.r.Header.Get("Accept-Language")))
}

// sayInput says what is wrong with the input.
func (x *exchange) sayInput(status int, errs []error) error {
	switch status {
	case http.StatusBadRequest:
		if len(x.body) == 0 {
			return errBodyMissing
		}
		return badJSON(x.body)
	case http.StatusUnprocessableEntity:
	case http.StatusUnsupportedMediaType:
		return errMediaType.With(jsonType)
	default:
		return problem.ErrInternal.Because(errors.Join(errs...))
	}
	p := errBadInput
	for i, err := range errs {
		if i == maxFaults {
			break
		}
		d, ok := err.(huma.ErrorDetailer)
		if !ok {
			p = p.At("", "This value is not valid.", "该值不合要求。")
			continue
		}
		detail := d.ErrorDetail()
		en, zh := x.app.say(detail.Message)
		at := detail.Location
		if missing := missingProperty(detail.Message); missing != "" {
			at += "." + missing // name the place where it belongs, as forms want it
		}
		p = p.At(pointer(at), en, zh)
	}
	return p
}

// missingProperty is the property that a message says is missing, or "".
func missingProperty(message string) string {
	before, after, _ := strings.Cut(validation.MsgExpectedRequiredProperty, "%s")
	if name, ok := strings.CutPrefix(message, before); ok {
		return strings.TrimSuffix(name, after)
	}
	return ""
}

// maxFaults bounds the list: nobody mends more at once, and the answer to a large bad body stays small.
const maxFaults = 50

// badJSON names the place where JSON breaks.
func badJSON(body []byte) error {
	var v json.RawMessage
	err := json.Unmarshal(body, &v)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return errBadJSON.With(syntax.Offset)
	}
	return errBadJSON.With(len(body)).Because(err)
}

// say puts one of huma's messages in the API's words.
func (a *App) say(message string) (en, zh string) {
	if text, ok := strings.CutPrefix(message, smuggled); ok {
		var p [3]string
		if json.Unmarshal([]byte(text), &p) == nil {
			return p[1], p[2]
		}
	}
	// A parameter's own type speaks through problem.Error.Error: code, colon, sentence.
	if text, ok := strings.CutPrefix(message, "invalid value: "); ok {
		code, _, _ := strings.Cut(text, ":")
		if p := a.problems[code]; p != nil && !strings.Contains(p.EN, "%") {
			return p.EN, p.ZH
		}
	}
	for _, m := range messages() {
		if parts := m.re.FindStringSubmatch(message); parts != nil {
			return fillIn(m.en, parts), fillIn(m.zh, parts)
		}
	}
	return "This value is not valid for its type.", "该值与其类型不符。"
}

func fillIn(text string, parts []string) string {
	for i := 1; i < len(parts); i++ {
		text = strings.ReplaceAll(text, "%"+string(rune('0'+i)), parts[i])
	}
	return text
}

// pointer turns huma's location (body.postings[0].amount) into a JSON pointer (/postings/0/amount), and those of
// parameters into query:limit. Names that a client made up are masked and cut, since they may hold anything.
func pointer(location string) string {
	where, rest, _ := strings.Cut(location, ".")
	const longest = 120
	if len(rest) > longest {
		rest = strings.ToValidUTF8(rest[:longest], "") + "…"
	}
	rest = observe.Redact(rest)
	if where == "body" || strings.HasPrefix(where, "body[") {
		path := strings.TrimPrefix(where, "body")
		if rest != "" {
			path += "." + rest
		}
		path = strings.NewReplacer("~", "~0", "/", "~1").Replace(path)
		return strings.NewReplacer("[", "/", "]", "", ".", "/").Replace(path)
	}
	if rest == "" {
		return where
	}
	return where + ":" + rest
}
