package clearing

import (
	"fmt"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
	"tonghui/simulate/clearing/message"
)

// statementLines is how many payments a page of a statement names at most, so that it stays below 1 MiB and 50 000 elements.
const statementLines = 1000

func account(code string) *message.Node {
	return message.El("Acct", message.El("Id", message.El("Othr", message.Val("Id", code))))
}

func amount(name string, a money.Amount) *message.Node {
	n := message.Val(name, message.Yuan(a))
	n.Ccy = "CNY"
	return n
}

func side(a money.Amount) *message.Node {
	if a < 0 {
		return message.Val("CdtDbtInd", "DBIT")
	}
	return message.Val("CdtDbtInd", "CRDT")
}

func dated(name string, on calendar.Date) *message.Node {
	return message.El(name, message.Val("Dt", on.String()))
}

func paging(name string, page int, last bool) *message.Node {
	return message.El(name, message.Val("PgNb", itoa(int64(page))), message.Val("LastPgInd", fmt.Sprint(last)))
}

// notification is a page of a camt.054: what a window has settled for a participant.
func notification(head *message.Node, code string, w window, page int, last bool, lines []Payment, now time.Time) *message.Node {
	l := line{what: "NET", ref: w.Name, day: w.Day, amount: netOf(code, lines), payments: lines}
	return message.El("BkToCstmrDbtCdtNtfctn", head, message.El("Ntfctn", message.Val("Id", fmt.Sprintf("N-%s-%03d", w.Name, page)),
		paging("NtfctnPgntn", page, last), message.Val("CreDtTm", message.Time(now)), account(code), l.node(code)))
}

// line is an entry of a statement with the payments behind it.
type line struct {
	what     string
	ref      string
	day      calendar.Date
	amount   money.Amount
	payments []Payment
}

func (l line) node(code string) *message.Node {
	details := message.El("NtryDtls")
	if l.what == "NET" {
		details.Kids = append(details.Kids, message.El("Btch", message.Val("NbOfTxs", itoa(int64(len(l.payments))))))
	}
	for _, p := range l.payments {
		effect := p.effect(code)
		details.Kids = append(details.Kids, message.El("TxDtls", message.El("Refs", message.Opt("EndToEndId", p.EndToEnd),
			message.Val("UETR", p.UETR), message.Val("TxId", p.TxID)), amount("Amt", effect), side(effect)))
	}
	return message.El("Ntry", amount("Amt", l.amount), side(l.amount), message.El("Sts", message.Val("Cd", "BOOK")), dated("BookgDt", l.day),
		dated("ValDt", l.day), message.Opt("AcctSvcrRef", l.ref), message.El("BkTxCd", message.El("Prtry", message.Val("Cd", l.what))), details)
}

// statementOf are the lines of an account's day, with the differences that were planted (差错注入).
func statementOf(q store.Querier, code string, on calendar.Date) (lines []line, booked money.Amount, err error) {
	entries, err := entriesOf(q, code, on)
	if err != nil {
		return nil, 0, err
	}
	windows := map[string][][]Payment{}
	for _, e := range entries {
		l := line{what: e.what, day: e.day, amount: e.amount}
		if e.what == "NET" {
			if _, ok := windows[e.window]; !ok {
				payments, err := inWindow(q, e.window)
				if err != nil {
					return nil, 0, err
				}
				windows[e.window] = pagesOf(code, payments)
			}
			l.ref, l.payments = e.window, windows[e.window][e.page-1]
		} else {
			p, err := payment(q, e.uetr, e.kind)
			if err != nil || p == nil {
				return nil, 0, err
			}
			l.payments = []Payment{*p}
		}
		booked += e.amount
		lines = append(lines, l)
	}
	planted, err := plants(q, code, on)
	for _, what := range planted {
		lines = plant(lines, what, code, on)
	}
	return lines, booked, err
}

// plant falsifies a statement, never the books: the first real-time line is left out or gets another amount, or a payment
// appears that never was.
func plant(lines []line, what, code string, on calendar.Date) []line {
	if what == "extra" {
		p := Payment{UETR: "00000000-0000-4000-8000-000000000000", TxID: "PLANTED", EndToEnd: "PLANTED", Payee: code, Amount: 123_45}
		return append(lines, line{what: "RTP", day: on, amount: p.Amount, payments: []Payment{p}})
	}
	for i, l := range lines {
		if l.what == "NET" {
			continue
		}
		if what == "missing" {
			return append(lines[:i:i], lines[i+1:]...)
		}
		p := l.payments[0]
		p.Amount++
		lines[i].payments, lines[i].amount = []Payment{p}, p.effect(code)
		break
	}
	return lines
}

// sendStatement sends the camt.053 of a day, in pages; each has the balances of the whole day.
func (h *House) sendStatement(tx *store.Tx, p Participant, on calendar.Date, id string) error {
	lines, booked, err := statementOf(tx, p.Code, on)
	if err != nil {
		return err
	}
	begin, err := opening(tx, on, p.Code)
	if err != nil {
		return err
	}
	pages := [][]line{nil}
	size := 0
	for _, l := range lines {
		if size += len(l.payments); size > statementLines && len(pages[len(pages)-1]) > 0 {
			pages, size = append(pages, nil), len(l.payments)
		}
		pages[len(pages)-1] = append(pages[len(pages)-1], l)
	}
	for i, page := range pages {
		stmt := message.El("Stmt", message.Val("Id", "STMT-"+p.Code+"-"+on.String()), paging("StmtPgntn", i+1, i+1 == len(pages)),
			message.Val("CreDtTm", message.Time(tx.Now())), message.El("FrToDt", message.Val("FrDtTm", on.String()+"T00:00:00.000+08:00"),
				message.Val("ToDtTm", on.String()+"T23:59:59.999+08:00")), account(p.Code),
			balance("OPBD", begin, on), balance("CLBD", begin+booked, on))
		for _, l := range page {
			stmt.Kids = append(stmt.Kids, l.node(p.Code))
		}
		if err := h.send(tx, p.Code, message.Camt053, "", fmt.Sprintf("%s-%03d", id, i+1), message.El("BkToCstmrStmt", header(tx), stmt)); err != nil {
			return err
		}
	}
	return nil
}

func balance(code string, a money.Amount, on calendar.Date) *message.Node {
	return message.El("Bal", message.El("Tp", message.El("CdOrPrtry", message.Val("Cd", code))), amount("Amt", a), side(a), dated("Dt", on))
}
