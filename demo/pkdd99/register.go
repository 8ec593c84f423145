package pkdd99

import (
	"context"
	"fmt"
	"strings"

	"tonghui/core/ledger"
	"tonghui/platform/store"
)

// rowsPerUpdate keeps an update of the slow lane short.
const rowsPerUpdate = 250

// insertion puts one record into the register; known says that it was there.
type insertion func(tx *store.Tx) (known bool, err error)

// registerFile is a file whose records go into the register. parse may look at what earlier files brought.
type registerFile struct {
	file   string
	header []string
	parse  func(im *importer, f [][]byte) (id int64, in insertion, err error)
}

// registers are in an order in which every record meets what it refers to.
var registers = []registerFile{
	{"district.asc", []string{"A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12", "A13", "A14", "A15", "A16"},
		parseDistrict},
	{"client.asc", []string{"client_id", "birth_number", "district_id"}, parseClient},
	{"account.asc", []string{"account_id", "district_id", "frequency", "date"}, parseAccount},
	{"disp.asc", []string{"disp_id", "client_id", "account_id", "type"}, parseDisposition},
	{"order.asc", []string{"order_id", "account_id", "bank_to", "account_to", "amount", "k_symbol"}, parseOrder},
	{"loan.asc", []string{"loan_id", "account_id", "date", "amount", "duration", "payments", "status"}, parseLoan},
	{"card.asc", []string{"card_id", "disp_id", "type", "issued"}, parseCard},
}

// register reads one file.
func (im *importer) register(ctx context.Context, r *registerFile) error {
	count := im.counts[r.file]
	var rows []insertion
	seen := map[int64]bool{}
	end := int64(0)
	err := im.each(ctx, r.file, r.header, func(s *source) error {
		count.Rows++
		f, err := s.cut()
		if err == nil && len(f) != len(r.header) {
			err = ErrFields.With(len(f), len(r.header))
		}
		if err == nil {
			var id int64
			var in insertion
			if id, err = number(r.header[0], f[0]); err == nil && seen[id] {
				err = ErrRepeated.With(id)
			}
			if err == nil {
				id, in, err = r.parse(im, f)
			}
			if err == nil {
				seen[id] = true
				rows = append(rows, in)
			}
		}
		if err != nil {
			err = im.refuse(r.file, s.lines.number, err)
		}
		if err == nil && len(rows) == rowsPerUpdate {
			err, rows = im.insert(ctx, count, rows), rows[:0]
		}
		end = s.lines.bytes
		im.tell(im.read + end)
		return err
	})
	if err == nil && len(rows) > 0 {
		err = im.insert(ctx, count, rows)
	}
	im.read += end
	im.opt.Log.Info("pkdd99: file read", "file", r.file, "rows", count.Rows, "refused", count.Refused)
	return err
}

func (im *importer) insert(ctx context.Context, count *FileCount, rows []insertion) error {
	known := int64(0)
	err := im.Store.UpdateSlow(ctx, func(tx *store.Tx) error {
		known = 0
		for _, in := range rows {
			was, err := in(tx)
			if err != nil {
				return err
			}
			if was {
				known++
			}
		}
		return nil
	})
	if err == nil {
		count.Added += int64(len(rows)) - known
		count.Known += known
	}
	return err
}

func parseDistrict(im *importer, f [][]byte) (int64, insertion, error) {
	id, err := number("A1", f[0])
	if err != nil {
		return 0, nil, err
	}
	d := district{id: id}
	if d.name, err = title("A2", f[1], 120); err != nil {
		return 0, nil, err
	}
	if d.region, err = title("A3", f[2], 120); err != nil {
		return 0, nil, err
	}
	// A question mark stands for a figure that nobody knew.
	for _, figure := range []struct {
		column string
		field  []byte
		into   *any
		read   func(string, []byte) (int64, error)
	}{{"A4", f[3], &d.inhabitants, number}, {"A11", f[10], &d.salary, number},
		{"A12", f[11], &d.unemployed95, hundredths}, {"A13", f[12], &d.unemployed96, hundredths}} {
		if string(figure.field) == "?" {
			continue
		}
		n, err := figure.read(figure.column, figure.field)
		if err != nil {
			return 0, nil, err
		}
		*figure.into = n
	}
	im.districts[id] = true
	return id, d.insert, nil
}

// hundredths reads a percentage as basis points.
func hundredths(name string, b []byte) (int64, error) {
	a, err := amount(name, b)
	return int64(a), err
}

func (im *importer) district(b []byte) (int64, error) {
	id, err := number("district_id", b)
	if err == nil && !im.districts[id] {
		err = ErrUnknownDistrict.With(id)
	}
	return id, err
}

func (im *importer) account(b []byte) (*account, error) {
	id, err := number("account_id", b)
	if err != nil {
		return nil, err
	}
	a := im.accounts[id]
	if a == nil {
		return nil, ErrUnknownAccount.With(id)
	}
	return a, nil
}

func parseClient(im *importer, f [][]byte) (int64, insertion, error) {
	id, err := number("client_id", f[0])
	if err != nil {
		return 0, nil, err
	}
	born, err := birthNumber(f[1])
	if err != nil {
		return 0, nil, err
	}
	in, err := im.district(f[2])
	if err != nil {
		return 0, nil, err
	}
	im.clients[id] = true
	return id, func(tx *store.Tx) (bool, error) { return insertClient(tx, id, in, born) }, nil
}

// frequencies of statements, for which the bank takes its fee.
var frequencies = map[string]string{
	"POPLATEK MESICNE": "monthly", "POPLATEK TYDNE": "weekly", "POPLATEK PO OBRATU": "after_transaction",
}

func parseAccount(im *importer, f [][]byte) (int64, insertion, error) {
	id, err := number("account_id", f[0])
	if err != nil {
		return 0, nil, err
	}
	in, err := im.district(f[1])
	if err != nil {
		return 0, nil, err
	}
	w, err := word("frequency", f[2], "POPLATEK MESICNE", "POPLATEK TYDNE", "POPLATEK PO OBRATU")
	if err != nil {
		return 0, nil, err
	}
	opened, err := date("date", f[3])
	if err != nil {
		return 0, nil, err
	}
	im.accounts[id] = &account{id: id, openedOn: opened, branch: ledger.Branch(fmt.Sprintf("D%03d", in))}
	return id, func(tx *store.Tx) (bool, error) { return insertAccount(tx, id, in, frequencies[w], opened) }, nil
}

func parseDisposition(im *importer, f [][]byte) (int64, insertion, error) {
	id, err := number("disp_id", f[0])
	if err != nil {
		return 0, nil, err
	}
	client, err := number("client_id", f[1])
	if err == nil && !im.clients[client] {
		err = ErrUnknownClient.With(client)
	}
	if err != nil {
		return 0, nil, err
	}
	a, err := im.account(f[2])
	if err != nil {
		return 0, nil, err
	}
	kind, err := word("type", f[3], "OWNER", "DISPONENT")
	if err != nil {
		return 0, nil, err
	}
	if kind == "OWNER" && a.owner == 0 {
		a.owner = client
	}
	im.dispositions[id] = true
	return id, func(tx *store.Tx) (bool, error) {
		return insertDisposition(tx, id, client, a.id, strings.ToLower(kind))
	}, nil
}
