package signature

import "tonghui/base/problem"

// The refusals of a signed request.
var (
	ErrForm = problem.New(problem.Unauthenticated, "auth.signature_form",
		"The headers Signature-Input and Signature can't be read (%s). Send one signature in the form of RFC 9421.",
		"无法识别请求头 Signature-Input 与 Signature（%s）。请按 RFC 9421 的格式携带一个签名。")
	ErrCovers = problem.New(problem.Unauthenticated, "auth.signature_covers",
		"The signature does not cover %s. Sign it too.", "签名未覆盖 %s。请将其一并签名。")
	ErrComponent = problem.New(problem.Unauthenticated, "auth.signature_component",
		"The signature covers %s, which the request does not have or the bank does not know. Leave it out.",
		"签名覆盖了 %s，但请求中没有该组件或银行不支持。请勿签入。")
	ErrParameter = problem.New(problem.Unauthenticated, "auth.signature_parameter",
		"The signature's parameter %s is missing or has a wrong form. See the bank's guide to signing.",
		"签名参数 %s 缺失或格式不正确。请参阅银行的签名说明。")
	ErrClockBehind = problem.New(problem.Unauthenticated, "auth.signature_old",
		"The signature was made %[1]d seconds ago, at most %[2]d are allowed. If it is new, your clock is slow by as much: set it.",
		"签名生成于 %[1]d 秒之前，最多允许 %[2]d 秒。若为新签名，则您的时钟慢了约 %[1]d 秒，请校时。")
	ErrClockAhead = problem.New(problem.Unauthenticated, "auth.signature_future",
		"The signature's time lies %[1]d seconds ahead, at most %[2]d are allowed: your clock is fast by as much. Set it.",
		"签名时间超前 %[1]d 秒，最多允许 %[2]d 秒：您的时钟快了约 %[1]d 秒，请校时。")
	ErrExpired = problem.New(problem.Unauthenticated, "auth.signature_expired",
		"The signature's own time of expiry has passed %d seconds ago. Sign the request anew.",
		"签名自身的有效期已过 %d 秒。请重新签名。")
	ErrDigestMissing = problem.New(problem.Unauthenticated, "auth.digest_missing",
		"A signed request with a body needs the header Content-Digest with sha-256, sha-512 or sm3. Add and sign it.",
		"带报文体的签名请求须有 Content-Digest 请求头（sha-256、sha-512 或 sm3）。请添加并签名。")
	ErrDigestWrong = problem.New(problem.Unauthenticated, "auth.digest_wrong",
		"The body is not the one of which Content-Digest was made. It was changed on its way, or the digest is of another text.",
		"报文体与 Content-Digest 不符。报文在途中被改动，或摘要并非由该报文生成。请核对后重新签名。")
	ErrAlgorithm = problem.New(problem.Unauthenticated, "auth.signature_algorithm",
		"The signature names the algorithm %[1]q, but its key is one for %[2]q. Sign with the algorithm of the key.",
		"签名声明的算法为 %[1]q，而密钥的算法为 %[2]q。请使用与密钥一致的算法。")
	ErrWrong = problem.New(problem.Unauthenticated, "auth.signature_wrong",
		"The signature is not right: the request was changed after signing, or signed with another key than the one named.",
		"签名不正确：请求在签名后被改动，或所用密钥并非所声明的密钥。请重新签名。")
	ErrKeyForm = problem.New(problem.Invalid, "auth.key_form",
		"This is no public key of Ed25519 or SM2. Give it as PEM (BEGIN PUBLIC KEY) or as a JWK.",
		"这不是 Ed25519 或 SM2 公钥。请以 PEM（BEGIN PUBLIC KEY）或 JWK 形式提供。")
	ErrPrivateForm = problem.New(problem.Invalid, "auth.private_key_form",
		"This is no private key of Ed25519 or SM2. Give it as PEM (BEGIN PRIVATE KEY, PKCS #8).",
		"这不是 Ed25519 或 SM2 私钥。请以 PEM（BEGIN PRIVATE KEY，PKCS #8）形式提供。")
	ErrUnknownAlgorithm = problem.New(problem.Invalid, "auth.algorithm_unknown",
		"There is no algorithm %q. Choose ed25519 or sm2.", "没有算法 %q。请选择 ed25519 或 sm2。")
)
