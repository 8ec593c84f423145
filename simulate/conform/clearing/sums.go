package clearing

import (
	"fmt"

	"tonghui/base/money"
	"tonghui/simulate/clearing/message"
)

// sumsUp holds notifications and statements to their own sums (报文金额勾稽): an entry is the net of its details, and the closing
// balance of a statement that has one page is the opening one and its entries.
func sumsUp(e *message.Envelope) error {
	switch e.Version {
	case message.Camt054:
		_, err := entries(e.Doc.All("Ntfctn/Ntry"))
		return err
	case message.Camt053:
		stmt := e.Doc.At("Stmt")
		net, err := entries(stmt.All("Ntry"))
		if err != nil || stmt.Get("StmtPgntn/PgNb") != "1" || stmt.Get("StmtPgntn/LastPgInd") != "true" {
			return err
		}
		balances := map[string]money.Amount{}
		for _, b := range stmt.All("Bal") {
			if balances[b.Get("Tp/CdOrPrtry/Cd")], err = signed(b); err != nil {
				return err
			}
		}
		if balances["OPBD"]+net != balances["CLBD"] {
			return fmt.Errorf("OPBD %s and the entries %s don't make CLBD %s", balances["OPBD"], net, balances["CLBD"])
		}
	}
	return nil
}

func entries(list []*message.Node) (total money.Amount, err error) {
	for _, n := range list {
		of, err := signed(n)
		if err != nil {
			return 0, err
		}
		total += of
		details := n.All("NtryDtls/TxDtls")
		if len(details) == 0 {
			continue
		}
		var sum money.Amount
		for _, d := range details {
			a, err := signed(d)
			if err != nil {
				return 0, err
			}
			sum += a
		}
		if count := n.Get("NtryDtls/Btch/NbOfTxs"); count != "" && count != fmt.Sprint(len(details)) {
			return 0, fmt.Errorf("NbOfTxs is %s, but %d TxDtls are there", count, len(details))
		}
		if sum != of {
			return 0, fmt.Errorf("the entry's amount is %s fen, its details make %s", of, sum)
		}
	}
	return total, nil
}

func signed(n *message.Node) (money.Amount, error) {
	a, err := message.Fen(n.Get("Amt"))
	if n.Get("CdtDbtInd") == "DBIT" {
		a = -a
	}
	return a, err
}
