package pkdd99

import (
	"strings"

	"tonghui/platform/store"
)

// purposes of permanent orders, by k_symbol.
var purposes = map[string]string{
	"": "other", "SIPO": "household", "POJISTNE": "insurance", "LEASING": "leasing", "UVER": "loan",
}

func parseOrder(im *importer, f [][]byte) (int64, insertion, error) {
	id, err := number("order_id", f[0])
	if err != nil {
		return 0, nil, err
	}
	a, err := im.account(f[1])
	if err != nil {
		return 0, nil, err
	}
	if err := partner(f[2], f[3]); err != nil {
		return 0, nil, err
	}
	bankTo, accountTo := string(f[2]), string(f[3])
	sum, err := positive("amount", f[4])
	if err != nil {
		return 0, nil, err
	}
	purpose, ok := purposes[strings.TrimSpace(string(f[5]))]
	if !ok {
		return 0, nil, ErrWord.With("k_symbol", "SIPO, POJISTNE, LEASING, UVER")
	}
	return id, func(tx *store.Tx) (bool, error) {
		return insertOrder(tx, id, a.id, bankTo, accountTo, sum, purpose)
	}, nil
}

func parseLoan(im *importer, f [][]byte) (int64, insertion, error) {
	l := loan{}
	var err error
	if l.id, err = number("loan_id", f[0]); err != nil {
		return 0, nil, err
	}
	a, err := im.account(f[1])
	if err != nil {
		return 0, nil, err
	}
	l.account = a.id
	if l.grantedOn, err = date("date", f[2]); err != nil {
		return 0, nil, err
	}
	if l.amount, err = positive("amount", f[3]); err != nil {
		return 0, nil, err
	}
	if l.months, err = number("duration", f[4]); err != nil {
		return 0, nil, err
	}
	if l.payment, err = positive("payments", f[5]); err != nil {
		return 0, nil, err
	}
	// A: ended and paid; B: ended, not paid; C: running, well; D: running, in debt.
	if l.status, err = word("status", f[6], "A", "B", "C", "D"); err != nil {
		return 0, nil, err
	}
	return l.id, l.insert, nil
}

func parseCard(im *importer, f [][]byte) (int64, insertion, error) {
	id, err := number("card_id", f[0])
	if err != nil {
		return 0, nil, err
	}
	disposition, err := number("disp_id", f[1])
	if err == nil && !im.dispositions[disposition] {
		err = ErrUnknownDisposition.With(disposition)
	}
	if err != nil {
		return 0, nil, err
	}
	kind, err := word("type", f[2], "junior", "classic", "gold")
	if err != nil {
		return 0, nil, err
	}
	// The files give a card's day with an empty time of day.
	day, clock, _ := strings.Cut(string(f[3]), " ")
	if clock != "" && clock != "00:00:00" {
		return 0, nil, ErrDate.With("issued")
	}
	issued, err := date("issued", []byte(day))
	if err != nil {
		return 0, nil, err
	}
	return id, func(tx *store.Tx) (bool, error) { return insertCard(tx, id, disposition, kind, issued) }, nil
}
