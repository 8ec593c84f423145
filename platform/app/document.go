package app

import (
	"encoding/json"
	"sort"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// document is the OpenAPI document in its two forms.
type document struct {
	json, yaml []byte
	err        error
}

const about = `Tonghui (通惠) is an open digital bank: government, business and people served by one ledger.

**Calling.** Send ` + "`Authorization: Bearer TOKEN`" + `. Bodies are JSON in UTF-8. Identifiers and amounts are decimal
*strings*, since JavaScript's numbers end at 53 bits; amounts count minor units (分) unless a field says otherwise. Times are
RFC 3339 in UTC, dates ` + "`2026-11-23`" + `.

**Writing.** Every write carries ` + "`Idempotency-Key`" + `, a fresh random word for each new request. If no answer comes back,
send the same request with the same key again: it takes effect once, and you get its one answer, marked
` + "`Idempotency-Replayed: true`" + `, for seven days.

**Reading lists.** Pages are read by key: give the ` + "`next`" + ` of one page as ` + "`after`" + ` of the following one.

**Refusals** are problems (RFC 9457, ` + "`application/problem+json`" + `) with a stable ` + "`code`" + ` and a sentence in English and
Chinese that says what is wrong and what to do. 503 means: nothing was booked, try again after ` + "`Retry-After`" + ` seconds.`

const aboutZH = `通惠（Tonghui）是一家开放的数字银行：政务、企业、个人共用一本总账。

**调用**：请求头携带 ` + "`Authorization: Bearer 令牌`" + `；正文为 UTF-8 编码的 JSON。编号与金额均为十进制*字符串*（JavaScript 的数字只有
53 位精度），金额以最小货币单位（分）计，另有说明者除外。时间为 RFC 3339 格式的 UTC 时间，日期形如 ` + "`2026-11-23`" + `。

**写入**：每次写入都带 ` + "`Idempotency-Key`" + `（幂等键），新请求用新的随机值。若未收到应答，请以同一键原样重发：业务只生效一次,
七天内都会得到同一份应答，并带有 ` + "`Idempotency-Replayed: true`" + `。

**列表**：按键翻页，把上一页的 ` + "`next`" + ` 作为下一页的 ` + "`after`" + `。

**拒绝**：统一为 RFC 9457 问题报文，含稳定的 ` + "`code`" + ` 与中英文说明，写明错在何处、如何处理。503 表示未记账，请按 ` +
	"`Retry-After`" + ` 秒数后重试。`

// config is huma's configuration: its document, without links to schemas, documentation pages or any format but JSON.
func (a *App) config() huma.Config {
	format := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshal}
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Tonghui bank 通惠银行", Version: a.cfg.Version, Description: about,
				License:    &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
				Extensions: map[string]any{"x-description-zh": aboutZH},
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", a.schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: "tonghui", Description: "A person's session, by signing in at /v1/session; " +
						"writes carry its X-CSRF-Token."},
					"token": {Type: "http", Scheme: "bearer", Description: "An access token of an API client, from /v1/auth/token."},
					"signature": {Type: "apiKey", In: "header", Name: "Signature", Description: "A request signed by an API client (RFC 9421), " +
						"with Ed25519 or SM2."}},
			},
			Servers: []*huma.Server{{URL: "/"}},
		},
		Formats:       map[string]huma.Format{jsonType: format, "json": format},
		DefaultFormat: jsonType,
	}
}

func (a *App) makeDocument() (d document) {
	doc := a.api.OpenAPI()
	doc.Extensions = map[string]any{"x-problems": documentProblems(ownProblems())}
	sort.SliceStable(doc.Tags, func(i, j int) bool { return doc.Tags[i].Name < doc.Tags[j].Name })
	if d.json, d.err = json.Marshal(doc); d.err == nil {
		d.yaml, d.err = doc.YAML()
	}
	return d
}

// ownProblems are the refusals that any operation may give.
func ownProblems() []*problem.Error {
	_, badID := store.ParseID("")
	return []*problem.Error{
		errSignIn, errForbidden, errReach, errStepUp, errKeyMissing, errKeyInvalid, errKeyMismatch, errBadJSON, errDuplicateKey, errNotUTF8, errBodyMissing,
		errBodyBroken, errBodyTooLarge, errMediaType, errBadInput, errBadCursor, problem.Of(badID), errNoPath, errMethod,
		store.ErrBusy, store.ErrGaveUp, store.ErrClosed, store.ErrDiskFull, store.ErrReadOnly, store.ErrDisk, problem.ErrInternal,
	}
}
