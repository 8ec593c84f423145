package signin

import "tonghui/base/problem"

// Refusals of a sign-in.
var (
	ErrWrong = problem.New(problem.Unauthenticated, "signin.wrong",
		"Login name and password don't match. Check both; with \"forgotten password\" the bank helps you on.",
		"登录名或口令不正确。请核对后重试；如忘记口令，请通过“忘记口令”找回。")
	ErrSuspended = problem.New(problem.Forbidden, "signin.suspended",
		"Your access is suspended. Ask your branch or the bank's service line.",
		"您的登录权限已停用。请联系开户机构或客服。")
	ErrTicket = problem.New(problem.Unauthenticated, "signin.ticket",
		"This step was done before, or took longer than five minutes. Begin again.",
		"该步骤已完成或超过五分钟。请重新开始。")
	ErrCode = problem.New(problem.Unauthenticated, "signin.code",
		"The code is not right, or it was used already. Wait for the next one, or use a recovery code.",
		"验证码不正确或已使用。请等待下一个验证码，或使用恢复码。")
	ErrActivation = problem.New(problem.Unauthenticated, "signin.activation",
		"Login name and activation code don't match, or the code is older than 24 hours. Ask whoever gave it to you for a new one.",
		"登录名与激活码不匹配，或激活码已超过 24 小时。请向发码人重新申请。")
	ErrNoPasskeys = problem.New(problem.Refused, "signin.no_passkeys",
		"This server is not set up for passkeys. Use your password.", "本服务未启用通行密钥。请使用口令登录。")
	ErrUnlinked = problem.New(problem.Forbidden, "signin.unlinked",
		"Your account at the provider is not linked to anybody at the bank. Ask an administrator to link it.",
		"您在统一认证平台的账号未关联本行员工。请联系管理员关联。")
	ErrProvider = problem.New(problem.NotFound, "signin.provider",
		"There is no such sign-in provider. Choose one of those on the sign-in page.", "没有该认证平台。请在登录页选择。")
	ErrForged = problem.New(problem.Forbidden, "signin.forged",
		"This request did not come from the bank's own page. Open the bank's page anew and try again.",
		"该请求并非来自本行页面。请重新打开本行页面后重试。")
)

// Refusals of a session.
var (
	ErrNoSession = problem.New(problem.Unauthenticated, "signin.no_session",
		"You are not signed in any more. Sign in again.", "您尚未登录或会话已失效。请重新登录。")
	ErrIdle = problem.New(problem.Unauthenticated, "signin.idle",
		"You were signed out because nothing happened for a while. Sign in again.", "因长时间未操作，您已自动退出。请重新登录。")
	ErrEnded = problem.New(problem.Unauthenticated, "signin.ended",
		"This session has reached its longest time. Sign in again.", "本次会话已达最长时限。请重新登录。")
	ErrRevoked = problem.New(problem.Unauthenticated, "signin.revoked",
		"This session was ended, by you elsewhere or by the bank. Sign in again.", "本次会话已被您在别处或由银行终止。请重新登录。")
	ErrHat = problem.New(problem.Forbidden, "signin.hat",
		"This right to act has ended, or it was never yours. Choose one of those you have.",
		"该身份已失效或不属于您。请选择您现有的身份。")
	ErrLevel = problem.New(problem.Forbidden, "signin.level",
		"This right to act needs a stronger proof of who you are. Confirm with a one-time code or a passkey, then try again.",
		"使用该身份须进一步验证。请以动态验证码或通行密钥验证后重试。")
	ErrNotYours = problem.New(problem.NotFound, "signin.not_yours",
		"You have no such session, device or passkey. Read the list again.", "您没有该会话、设备或通行密钥。请刷新列表。")
)

// Refusals about users and their methods.
var (
	ErrUnknownUser = problem.New(problem.NotFound, "signin.unknown_user",
		"This person is no user. Invite her first.", "该当事人尚未开通用户。请先邀请开通。")
	ErrUser = problem.New(problem.Conflict, "signin.user",
		"This person is a user already. Reset her access if she has lost it.", "该当事人已开通用户。如遗失登录方式，请重置。")
	ErrLogin = problem.New(problem.Invalid, "signin.login",
		"A login name has 3 to 64 characters: letters, digits and . _ - @ +. Choose another.",
		"登录名应为 3 至 64 个字符，可用字母、数字及 . _ - @ +。请更换。")
	ErrLoginTaken = problem.New(problem.Conflict, "signin.login_taken",
		"This login name is taken. Choose another.", "该登录名已被使用。请更换。")
	ErrLastMethod = problem.New(problem.Refused, "signin.last_method",
		"This is your only way to sign in. Add another first.", "这是您唯一的登录方式。请先添加其他方式。")
	ErrNoPassword = problem.New(problem.Refused, "signin.no_password",
		"You have no password. Set one, or confirm with a passkey.", "您尚未设置口令。请先设置口令，或使用通行密钥验证。")
	ErrOldPassword = problem.New(problem.Refused, "signin.old_password",
		"Your present password is not right. Check it and try again.", "当前口令不正确。请核对后重试。")
	ErrNoTOTP = problem.New(problem.Refused, "signin.no_totp",
		"You have no one-time codes set up. Set them up first.", "您尚未设置动态验证码。请先设置。")
	ErrLinked = problem.New(problem.Conflict, "signin.linked",
		"This account at the provider is linked already. Unlink it first.", "该平台账号已关联。请先解除关联。")
	ErrKeyKnown = problem.New(problem.Conflict, "signin.passkey_known",
		"This passkey is registered already.", "该通行密钥已登记。")
)

// Refusals at a terminal.
var (
	ErrTerminal = problem.New(problem.Unauthenticated, "signin.terminal",
		"This terminal is not signed in at the bank. Its operator sets it up again.", "本终端未在银行登记或已停用。请联系管理人员重新设置。")
	ErrTerminalTaken = problem.New(problem.Conflict, "signin.terminal_taken",
		"There is a terminal of this code. Choose another code, or stop the old one.", "该终端编号已存在。请更换编号或停用原终端。")
	ErrTerminalCode = problem.New(problem.Invalid, "signin.terminal_code",
		"A terminal's code has up to 24 capital letters, digits and hyphens. Choose another.",
		"终端编号最多 24 位，可用大写字母、数字与连字符。请更换。")
	ErrNoTerminal = problem.New(problem.NotFound, "signin.no_terminal",
		"There is no such terminal at work. Read the list again.", "没有在用的该终端。请刷新列表。")
	ErrCard = problem.New(problem.Unauthenticated, "signin.card",
		"Card and PIN don't match. Check the PIN; after three wrong ones the card is locked.",
		"卡片与密码不匹配。请核对密码；连续三次错误将锁定该卡。")
	ErrCardLocked = problem.New(problem.Refused, "signin.card_locked",
		"This card is locked after wrong PINs. Sign in another way, or let the counter unlock it.",
		"该卡因密码多次错误已锁定。请以其他方式登录，或到柜台解锁。")
	ErrDocument = problem.New(problem.Unauthenticated, "signin.document",
		"Document and code don't match. Ask at the counter for a new code.", "证件与验证码不匹配。请到柜台重新获取验证码。")
)
