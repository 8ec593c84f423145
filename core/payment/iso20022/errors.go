package iso20022

import (
	"fmt"
	"strings"

	"tonghui/base/problem"
)

// The refusals of a message. ReasonOf gives the word for each that admi.002 carries.
var (
	ErrXML = problem.New(problem.Invalid, "iso20022.xml",
		"This is no well-formed XML in UTF-8 without DTD, entities of its own and processing instructions (%s). Correct the message.",
		"报文不是格式正确的 XML（须为 UTF-8，不得含 DTD、自定义实体与处理指令）：%s。请更正报文。")
	ErrTooBig = problem.New(problem.TooLarge, "iso20022.too_big",
		"The message is larger than 1 MiB, deeper than 64 levels or has more than 50 000 elements. Send it in parts.",
		"报文超过 1 MiB、64 层或 50000 个元素。请拆分后发送。")
	ErrEnvelope = problem.New(problem.Invalid, "iso20022.envelope",
		"The message must be one Envelope (urn:tonghui:clearing:envelope:1) with AppHdr and Document, in this order: %s. Correct it.",
		"报文须为一个 Envelope 信封（urn:tonghui:clearing:envelope:1），依次包含 AppHdr 与 Document：%s。请更正。")
	ErrHeader = problem.New(problem.Invalid, "iso20022.header",
		"The business application header is wrong at %s: %s. Correct it.", "报文头有误，位置 %s：%s。请更正。")
	ErrVersion = problem.New(problem.Invalid, "iso20022.version",
		"The message %s isn't one that is taken here. Use the versions of the clearing protocol, such as pacs.008.001.08.",
		"不受理报文 %s。请使用清算协议规定的版本，如 pacs.008.001.08。")
	ErrSchema = problem.New(problem.Invalid, "iso20022.schema",
		"The message is wrong at %s: %s. Correct it.", "报文有误，位置 %s：%s。请更正。")
	ErrUsage = problem.New(problem.Invalid, "iso20022.usage",
		"The message breaks a rule of the clearing at %s: %s. Correct it.", "报文不符合清算规则，位置 %s：%s。请更正。")
)

// ReasonOf is the word for a refusal in admi.002, with the place and the sentence; code is "" for an error that is none of
// Decode's or Usage's.
func ReasonOf(err error) (code, location, description string) {
	p := problem.Of(err)
	if p == nil {
		return "", "", ""
	}
	switch p.Code {
	case ErrXML.Code:
		code = "XML"
	case ErrTooBig.Code:
		code = "TOOBIG"
	case ErrEnvelope.Code:
		code = "ENVELOPE"
	case ErrHeader.Code:
		code = "HEADER"
	case ErrVersion.Code:
		code = "VERSION"
	case ErrSchema.Code, ErrUsage.Code:
		code = "SCHEMA"
	default:
		return "", "", ""
	}
	if len(p.Fields) > 0 {
		location = p.Fields[0].Path
	}
	if code == "SCHEMA" && strings.HasPrefix(location, headerElement+"/") {
		code = "HEADER"
	}
	return code, cut(location, 350), cut(p.EN, 350)
}

// at makes a refusal that names a place, with each language's own words.
func at(p *problem.Error, f *fault) error {
	out := *p
	out.EN, out.ZH = fmt.Sprintf(p.EN, f.path, f.en), fmt.Sprintf(p.ZH, f.path, f.zh)
	return out.At(f.path, f.en, f.zh)
}

// cut shortens a text to so many characters.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n])
}
