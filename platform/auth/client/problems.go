package client

import "tonghui/base/problem"

// Refusals of a program at the door. What they tell apart is known only to who has proved to hold a credential, or is not worth
// hiding: ids are no secrets.
var (
	ErrCredentials = problem.New(problem.Unauthenticated, "client.credentials",
		"The bank doesn't know this client with these credentials. Check client id and secret, or ask for new ones.",
		"银行不认识使用该凭证的客户端。请核对客户端编号与密钥串，或申请新凭证。")
	ErrToken = problem.New(problem.Unauthenticated, "client.token",
		"The access token is unknown or over. Get a new one at /v1/auth/token.", "访问令牌不存在或已失效。请在 /v1/auth/token 重新获取。")
	ErrTokenBound = problem.New(problem.Unauthenticated, "client.token_bound",
		"This access token is bound to a certificate, and the connection shows another or none. Use the one that got the token.",
		"该访问令牌与证书绑定，而当前连接未出示该证书。请使用获取令牌时的证书。")
	ErrKey = problem.New(problem.Unauthenticated, "client.key",
		"The bank doesn't know the key that the signature names. Check keyid: client id, slash, thumbprint of the public key.",
		"银行不认识签名所声明的密钥。请核对 keyid：客户端编号、斜杠、公钥指纹。")
	ErrKeyEnded = problem.New(problem.Unauthenticated, "client.key_ended",
		"The key or certificate %s is not in force: its time is over, has not begun, or it was removed. Use another or register one.",
		"密钥或证书 %s 不在有效期内：已到期、尚未生效或已移除。请改用其他密钥或登记新密钥。")
	ErrReplayed = problem.New(problem.Unauthenticated, "client.replayed",
		"This signature was used before. Sign each request anew, with a new nonce.",
		"该签名已被使用过。请对每个请求使用新的随机数重新签名。")
	ErrCertificate = problem.New(problem.Unauthenticated, "client.certificate",
		"The certificate of this connection is not registered for this client. Register it or use the right one.",
		"当前连接的证书未登记在该客户端名下。请登记该证书或使用正确的证书。")
	ErrAssertion = problem.New(problem.Unauthenticated, "client.assertion",
		"The client assertion is no good (%s). Make it anew as RFC 7523 asks, signed with EdDSA by a registered key.",
		"客户端断言无效（%s）。请按 RFC 7523 重新生成，并以已登记的密钥作 EdDSA 签名。")
	ErrSuspended = problem.New(problem.Unauthenticated, "client.suspended",
		"Client %s is suspended. Ask the bank.", "客户端 %s 已停用。请联系银行。")
	ErrOver = problem.New(problem.Unauthenticated, "client.over",
		"The registration of client %s is over since %s. Ask the bank to renew it.", "客户端 %s 的登记已于 %s 到期。请联系银行续期。")
	ErrNetwork = problem.New(problem.Forbidden, "client.network",
		"Client %s may not call from this network. Call from a registered one, or have this one registered.",
		"客户端 %s 不得从当前网络访问。请从已登记的网络访问，或申请登记。")
)

// Refusals of the token endpoint, beside those.
var (
	ErrGrantType = problem.New(problem.Malformed, "client.grant_type",
		"The grant_type must be client_credentials. Send that.", "grant_type 须为 client_credentials。请据此发送。")
	ErrTokenRequest = problem.New(problem.Malformed, "client.token_request",
		"The request for a token can't be read. Send grant_type=client_credentials as a form, each field once, with one kind of credentials.",
		"无法识别令牌请求。请以表单发送 grant_type=client_credentials，每个字段仅一次，并只使用一种凭证。")
	ErrScope = problem.New(problem.Malformed, "client.scope",
		"Tokens have no scope: a client may what its roles say. Leave scope out.", "令牌不设 scope：客户端的权限由其角色决定。请勿发送 scope。")
)

// Refusals of the verbs.
var (
	ErrUnknown = problem.New(problem.NotFound, "client.unknown",
		"There is no client %s. Check the number.", "没有编号为 %s 的客户端。请核对编号。")
	ErrName = problem.New(problem.Invalid, "client.name",
		"A client needs a name of 1 to 100 characters without line breaks. Give one.",
		"客户端名称须为 1 至 100 个字符，且不含换行。请填写。")
	ErrNameTaken = problem.New(problem.Conflict, "client.name_taken",
		"Another client has this name already. Choose another.", "该名称已被其他客户端使用。请另选名称。")
	ErrRoles = problem.New(problem.Invalid, "client.roles",
		"A client needs one to ten roles. Give them.", "客户端须有一至十个角色。请填写。")
	ErrParty = problem.New(problem.Invalid, "client.party",
		"There is no party %s for whom the client could act. Check the number, or leave it out for the bank's own programs.",
		"没有编号为 %s 的当事人可供客户端代表。请核对编号；银行自用程序请留空。")
	ErrCIDR = problem.New(problem.Invalid, "client.cidr",
		"%q is no network. Write networks like 203.0.113.0/24, at most twenty.", "%q 不是有效的网段。请按 203.0.113.0/24 的形式填写，最多二十个。")
	ErrUntil = problem.New(problem.Invalid, "client.until",
		"The end must lie in the future, and after the beginning. Give another date.", "截止时间须晚于当前时间及起始时间。请重新填写。")
	ErrRate = problem.New(problem.Invalid, "client.rate",
		"The rate must be a burst of 0 to 1,000,000 and one more each 1 to 86,400,000,000 microseconds. Give another.",
		"限流须为 0 至 1,000,000 的突发量与 1 至 86,400,000,000 微秒的间隔。请重新填写。")
	ErrKeyTaken = problem.New(problem.Conflict, "client.key_taken",
		"This key or certificate is or was registered already. Make a new one.", "该密钥或证书已登记过。请生成新的密钥或证书。")
	ErrKeyUnknown = problem.New(problem.NotFound, "client.key_unknown",
		"The client has no key %s in force. Check the number.", "该客户端没有编号为 %s 的有效密钥。请核对编号。")
	ErrKeyInput = problem.New(problem.Invalid, "client.key_input",
		"Give one thing: a public key, a certificate as PEM, or a certificate's SHA-256 as 64 hex digits.",
		"请只提供一项：公钥、PEM 格式的证书，或证书的 SHA-256（64 位十六进制）。")
	ErrTooManyKeys = problem.New(problem.Refused, "client.keys_full",
		"A client may have ten keys in force. Remove one first.", "每个客户端最多十个有效密钥。请先移除一个。")
	ErrState = problem.New(problem.Conflict, "client.state",
		"Client %s is in this state already. Read it again.", "客户端 %s 已处于该状态。请重新查询。")
)
