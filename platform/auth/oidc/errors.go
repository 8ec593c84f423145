package oidc

import "tonghui/base/problem"

// The refusals of a sign-in. None says more than the person needs; their causes are for the operator.
var (
	ErrDown = problem.New(problem.Unavailable, "oidc.provider_down",
		"The sign-in service of your employer doesn't answer. Try again in a minute, or sign in another way.",
		"单位统一登录服务暂无响应。请稍后重试，或改用其他方式登录。")
	ErrState = problem.New(problem.Unauthenticated, "oidc.state",
		"This sign-in did not begin in this browser, or has been used. Begin it again from the bank's page.",
		"该登录并非从本浏览器发起，或已使用。请回到银行页面重新登录。")
	ErrNonce = problem.New(problem.Unauthenticated, "oidc.nonce",
		"The sign-in service answered for another sign-in. Begin again from the bank's page.",
		"统一登录服务返回的是另一次登录的结果。请回到银行页面重新登录。")
	ErrLate = problem.New(problem.Unauthenticated, "oidc.late",
		"This sign-in took longer than ten minutes. Begin it again.", "本次登录已超过十分钟。请重新登录。")
	ErrDeclined = problem.New(problem.Unauthenticated, "oidc.declined",
		"The sign-in service did not let you in, or you went back. Begin again, or ask who manages your account.",
		"统一登录服务未予通过，或您已取消。请重新登录，或联系账号管理人员。")
	ErrCode = problem.New(problem.Unauthenticated, "oidc.code",
		"The sign-in service doesn't know this sign-in any more: it was used already, or is over. Begin it again.",
		"统一登录服务已不认可本次登录（已使用或已过期）。请重新登录。")
	ErrExpired = problem.New(problem.Unauthenticated, "oidc.expired",
		"What the sign-in service said of you is over already. Begin again; if it persists, the clocks of the bank and the service differ.",
		"统一登录服务的登录凭证已过期。请重新登录；如仍如此，说明双方时钟不一致，请联系运维人员。")
	ErrClock = problem.New(problem.Unauthenticated, "oidc.clock",
		"The clock of the sign-in service is more than a minute ahead of the bank's. Tell the bank's operator.",
		"统一登录服务的时钟比银行快一分钟以上。请告知运维人员。")
	ErrAudience = problem.New(problem.Unauthenticated, "oidc.audience",
		"The sign-in service answered for another program than the bank. Tell the bank's operator.",
		"统一登录服务返回的凭证不是签发给本行的。请告知运维人员。")
	ErrToken = problem.New(problem.Unauthenticated, "oidc.token",
		"The answer of the sign-in service is not properly signed, or not its own. Begin again; tell the bank's operator if it persists.",
		"统一登录服务的应答签名无效，或并非由其签发。请重新登录；如仍如此，请告知运维人员。")
	ErrStale = problem.New(problem.Unauthenticated, "oidc.stale",
		"The sign-in service did not ask you anew, as this operation needs. Sign out there and try again.",
		"统一登录服务未按要求重新验证您的身份。请在该服务退出后重试。")
	ErrClient = problem.New(problem.Unavailable, "oidc.client",
		"The sign-in service doesn't accept the bank's own credentials. Tell the bank's operator; sign in another way meanwhile.",
		"统一登录服务不认可银行的接入凭据。请告知运维人员，并暂用其他方式登录。")
)
