package batch_test

import (
	"fmt"
	"strings"

	"tonghui/core/payment/batch"
)

// A payer downloads the template, and overwrites its example.
func Example() {
	file, media, name, err := batch.Template(batch.CSV)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(name, media)
	for line := range strings.Lines(strings.TrimPrefix(string(file), "\xef\xbb\xbf")) {
		fmt.Println(strings.TrimSpace(line))
	}
	// Output:
	// batch.csv text/csv; charset=utf-8
	// 账号,户名,金额,用途,业务编号,行号
	// 1001232010000004223,王芳,8500.00,2026年3月工资,GZ202603-001,
}
