package app

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"tonghui/base/problem"
)

var (
	errBodyTooLarge = problem.New(problem.TooLarge, "app.body_too_large",
		"The request body is larger than the %d bytes that this operation takes. Send it in several requests.",
		"请求正文超过该操作允许的 %d 字节。请分多次提交。")
	errBodyBroken = problem.New(problem.Malformed, "app.body_broken_off",
		"The request body broke off before its end. Nothing was booked; send it again.",
		"请求正文传输中断，本次未记账。请重新发送。")
	errBodyMissing = problem.New(problem.Malformed, "app.body_missing",
		"This operation needs a request body in JSON.",
		"该操作需要 JSON 格式的请求正文。")
	errMediaType = problem.New(problem.Unsupported, "app.media_type",
		"This operation reads %s. Send the header `Content-Type: %[1]s`, and the body uncompressed and in UTF-8.",
		"该操作只接受 %s。请设置请求头 Content-Type: %[1]s，正文不压缩并采用 UTF-8 编码。")
	errNotUTF8 = problem.New(problem.Malformed, "app.not_utf8",
		"The request body is not valid UTF-8. Encode it in UTF-8 and send it again.",
		"请求正文不是有效的 UTF-8 编码。请转为 UTF-8 后重新发送。")
)

const jsonType = "application/json"

type bodyBuffer struct{ bytes.Buffer }

var bodies = sync.Pool{New: func() any { return new(bodyBuffer) }}

// maxPooled keeps one large request from pinning its memory.
const maxPooled = 1 << 20

func (b *bodyBuffer) release() {
	if b.Cap() <= maxPooled {
		b.Reset()
		bodies.Put(b)
	}
}

// read takes the whole body, at most the endpoint's limit, and checks what can be checked without a schema.
func (x *exchange) read(buf *bodyBuffer) error {
	if err := x.checkMediaType(); err != nil {
		return err
	}
	limit := x.ep.maxBody
	if x.r.ContentLength > limit {
		return errBodyTooLarge.With(limit)
	}
	if x.r.ContentLength > 0 {
		buf.Grow(int(x.r.ContentLength) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(x.r.Body, limit+1))
	switch {
	case n > limit:
		return errBodyTooLarge.With(limit)
	case err != nil:
		return errBodyBroken.Because(err)
	}
	x.body = buf.Bytes()
	if len(bytes.TrimSpace(x.body)) == 0 {
		return errBodyMissing
	}
	if x.ep.doc.Binary {
		return nil
	}
	if !utf8.Valid(x.body) {
		return errNotUTF8
	}
	if at, found := duplicateKey(x.body); found {
		return errDuplicateKey.With(at)
	}
	return nil
}

// checkMediaType accepts the endpoint's type, with UTF-8 if a charset is named, or none at all.
func (x *exchange) checkMediaType() error {
	h := x.r.Header
	if enc := h.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return errMediaType.With(x.ep.mediaType)
	}
	given := h.Get("Content-Type")
	if given == "" || given == x.ep.mediaType {
		return nil
	}
	media, params, err := mime.ParseMediaType(given)
	charset := params["charset"]
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) ||
		media != x.ep.mediaType && !slices.Contains(x.ep.doc.Media, media) ||
		charset != "" && !strings.EqualFold(charset, "utf-8") && !x.ep.doc.Binary {
		return errMediaType.With(x.ep.mediaType)
	}
	return nil
}
