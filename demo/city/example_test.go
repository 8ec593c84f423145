package city_test

import (
	"fmt"
	"time"

	"tonghui/demo/city"
	"tonghui/platform/auth"
)

// What Build answers is printed for whoever wants to look at the demo bank.
func Example() {
	logins := city.Logins{Password: city.Password, Lines: []city.Line{
		{Kind: city.UserLine, Face: auth.PeopleFace, Login: "lijing", ZH: "李静，客户", EN: "Customer"},
		{Kind: city.CardLine, Face: auth.KioskFace, Login: "1V68-JR31", Word: "201878", ZH: "李静的测试卡", EN: "Test card"},
	}}
	fmt.Print(logins.Text())
	// Output:
	// demo logins, password / 演示登录，口令  tonghui-demo-2026
	//   people      lijing         李静，客户 / Customer
	//   kiosk       1V68-JR31      李静的测试卡 / Test card
	//                              201878
}

// A login that asks for one-time codes shows the present one.
func ExampleLine_Code() {
	admin := city.Line{Login: "zhaomin", OTPAuth: "otpauth://totp/Tonghui:zhaomin?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}
	fmt.Println(admin.Code(time.Unix(59, 0))) // the first moment of RFC 6238, appendix B
	// Output: 287082 <nil>
}
