package clearing

import (
	"strconv"

	"tonghui/base/problem"
)

var (
	errNoWindow = problem.New(problem.Unavailable, "clearing.no_window",
		"No settlement window is open. Open the business day first.", "目前没有开放的清算场次。请先开启营业日。")
	errStranger = problem.New(problem.Unauthenticated, "clearing.stranger",
		"This key belongs to no participant, or does not count at this time. Register it with the clearing house.",
		"该密钥不属于任何参与行，或当前未生效。请先在清算所登记。")
	errNonce = problem.New(problem.Unauthenticated, "clearing.nonce",
		"The signature's nonce was used before. Sign the request anew.", "签名的随机数已被使用。请重新签名。")
	errMediaType = problem.New(problem.Unsupported, "clearing.media_type",
		"A message is sent as application/xml.", "报文须以 application/xml 发送。")
	errNotOwn = problem.New(problem.Forbidden, "clearing.not_own",
		"A participant may look at its own account only.", "参与行只能查询本行的账户。")
	errNoPayment = problem.New(problem.NotFound, "clearing.no_payment",
		"The clearing house knows of no such payment of this participant. Check the UETR.", "清算所没有该参与行的这笔支付。请核对 UETR。")
	errKeyFrom = problem.New(problem.Invalid, "clearing.key_from",
		"The time from which a key counts is not in the form of RFC 3339. Correct it.", "密钥生效时间不是 RFC 3339 格式。请更正。")
	errBody = problem.New(problem.Malformed, "clearing.body",
		"The request's JSON can't be read. Compare it with the contract.", "无法解析请求 JSON。请对照接口契约。")
	errNoBank = problem.New(problem.NotFound, "clearing.no_bank",
		"No participant has the code %s. See /participants.", "没有行号为 %s 的参与行。请查看 /participants。")
	errNotPlayed = problem.New(problem.Refused, "clearing.not_played",
		"The bank %s is not one that this simulator plays. Choose a played one.", "行号 %s 不是本模拟器扮演的银行。请选择模拟行。")
	errDayOpen = problem.New(problem.Refused, "clearing.day_open",
		"The next business day must come after the last one. Give a later date.", "下一营业日须晚于上一营业日。请给出更晚的日期。")
	errPlant = problem.New(problem.Invalid, "clearing.plant",
		"A planted difference is one of missing, extra and amount.", "差错类型须为 missing、extra 或 amount 之一。")
	errJoin = problem.New(problem.Invalid, "clearing.participant",
		"A participant needs a CNAPS code of 12 digits, a name, and amounts that are not negative; one that is not played needs URL and key.",
		"参与行须有 12 位行号、名称和非负金额；非模拟行还须有地址与公钥。")
	errBooks = problem.New(problem.Internal, "clearing.books",
		"The clearing house's books don't balance: %s. Stop it and look at the last settlements.",
		"清算所账务不平：%s。请停止并检查最近的清算。")
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
