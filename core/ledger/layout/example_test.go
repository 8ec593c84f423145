package layout_test

import (
	"fmt"
	"os"
	"path/filepath"

	"tonghui/core/ledger/layout"
)

// Four transfers out of one account, kept in the layout that was chosen, read back newest first.
func Example() {
	folder, err := os.MkdirTemp("", "layout")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	rent, landlord := &layout.Account{ID: 1, Balance: 100_00}, &layout.Account{ID: 2}
	w, err := layout.Create(layout.Settings{Path: filepath.Join(folder, "trial.db")}, layout.New("C1W", 2),
		layout.NewAccounts([]*layout.Account{rent, landlord}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer w.Close()
	for i := range int64(4) {
		err = w.Book([]layout.Transfer{{ID: 10 + i, Kind: "TRF", Reference: fmt.Sprintf("%020d", i),
			BankDate: layout.FirstDay, ValueDate: layout.FirstDay, Legs: []layout.Leg{{1, -30_00}, {2, 30_00}}}})
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	r, err := layout.OpenReader(w)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	page, err := r.Page(1, 99, 50, nil)
	for _, line := range page {
		fmt.Println(line.Seq, line.Amount, line.Balance)
	}
	fmt.Println("the fourth was refused; error:", err)
	// Output:
	// 3 -3000 1000
	// 2 -3000 4000
	// 1 -3000 7000
	// the fourth was refused; error: <nil>
}
