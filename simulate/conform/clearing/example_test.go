package clearing_test

import (
	"context"
	"fmt"
	"io/fs"

	"tonghui/base/problem"
	"tonghui/simulate/conform/clearing"
)

// A clearing house that can't be reached can't be judged. Golden messages are files that anybody may use.
func ExampleJudge() {
	_, err := clearing.Judge(context.Background(), clearing.Config{URL: "http://localhost:1", Payer: &clearing.Bank{}, Payee: &clearing.Bank{}})
	fmt.Println(problem.Of(err).Code)
	files, err := fs.Glob(clearing.Golden(), "pacs.008-*.xml")
	fmt.Println(files, err)
	// Output:
	// conform.directory
	// [pacs.008-dns.xml pacs.008-rtp.xml] <nil>
}
