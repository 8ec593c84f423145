package city

import "tonghui/base/problem"

var (
	errOccupied = problem.New(problem.Conflict, "city.occupied",
		"This bank has staff of its own, so no demo city is built into it: the city's passwords are published. Use a new database.",
		"本行已有员工，不能在其中建立演示城市（演示口令是公开的）。请使用新的数据库。")
	errNoHat = problem.New(problem.Internal, "city.no_hat",
		"%s has no right to act as the demo city expects (%s). Begin with a new database.", "%s 没有演示城市所需的身份（%s）。请使用新的数据库重新建立。")
	errNoCode = problem.New(problem.NotFound, "city.no_code",
		"The login %s has no one-time codes. See the list of demo logins.", "登录名 %s 没有动态验证码。请查看演示登录列表。")
)
