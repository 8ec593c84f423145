package batch

import (
	"time"

	"tonghui/base/money"
	"tonghui/platform/store"
)

const lineColumns = "line, account, name, bank, amount, purpose, reference, to_account, payee, fault, other_batch, other_line, twin"

const selectLine = "SELECT " + lineColumns + " FROM batch_lines "

func scanLine(r store.Scanner) (*Line, error) {
	l := &Line{}
	return l, r.Scan(&l.Number, &l.Account, &l.Name, &l.Bank, &l.Amount, &l.Purpose, &l.Reference, &l.ToAccount, &l.Payee, &l.Fault,
		&l.otherBatch, &l.otherLine, &l.twin)
}

var addLines = store.NewRowTexts("INSERT INTO batch_lines (batch, made_at, "+lineColumns+") VALUES ", 15)

// insertLines writes lines as they were read and judged.
func insertLines(tx *store.Tx, batch store.ID, lines []*Line) error {
	for len(lines) > 0 {
		n, text := addLines.Next(tx, len(lines))
		args := make([]any, 0, 15*n)
		for _, l := range lines[:n] {
			args = append(args, int64(batch), tx.Now().UnixMicro(), l.Number, l.Account, l.Name, l.Bank, int64(l.Amount), l.Purpose, l.Reference,
				int64(l.ToAccount), int64(l.Payee), l.Fault, int64(l.otherBatch), l.otherLine, l.twin)
		}
		if _, err := tx.Exec(text, args...); err != nil {
			return err
		}
		lines = lines[n:]
	}
	return nil
}

// lastLine is the number of the last line that is written of a batch, 0 if none is.
func lastLine(q store.Querier, batch store.ID) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], "SELECT line FROM batch_lines WHERE batch = ? ORDER BY line DESC LIMIT 1", int64(batch))
	return n, err
}

// sums are the figures of lines with one fault.
type sums struct {
	fault  string
	count  int64
	amount money.Amount
}

func scanSums(r store.Scanner) (s sums, err error) {
	err = r.Scan(&s.fault, &s.count, &s.amount)
	return s, err
}

// sumLines writes the figures of a batch's lines into it.
func sumLines(q store.Querier, b *Batch) error {
	all, err := store.All(q, scanSums, "SELECT fault, COUNT(*), SUM(amount) FROM batch_lines WHERE batch = ? GROUP BY fault", int64(b.ID))
	b.Lines, b.Total, b.Bad, b.BadAmount, b.Doubtful, b.DoubtfulAmount = 0, 0, 0, 0, 0, 0
	for _, s := range all {
		b.Lines += s.count
		b.Total += s.amount // each is the sum of a file whose total fits
		switch {
		case s.fault == "":
		case doubtful(s.fault):
			b.Doubtful, b.DoubtfulAmount = b.Doubtful+s.count, b.DoubtfulAmount+s.amount
		default:
			b.Bad, b.BadAmount = b.Bad+s.count, b.BadAmount+s.amount
		}
	}
	return err
}

// twinLines are lines of the payer's other batches, written since a moment, that are or may be paid and are the same payment as
// one of these.
func twinLines(q store.Querier, b *Batch, at map[int64]*Line, since time.Time) ([]*Line, error) {
	args := make([]any, 0, len(at)+9)
	for twin := range at {
		args = append(args, twin)
	}
	args = append(args, since.UnixMicro(), int64(b.ID), int64(b.Owner), string(Refused), string(Cancelled), faultLately, string(WithDoubtful))
	return store.All(q, func(r store.Scanner) (*Line, error) {
		l := &Line{}
		return l, r.Scan(&l.twin, &l.otherBatch, &l.Number)
	}, `SELECT l.twin, l.batch, l.line FROM batch_lines l JOIN batch_batches b ON b.id = l.batch WHERE l.twin IN (`+store.Marks(len(at))+
		`) AND l.made_at > ? AND l.batch <> ? AND b.owner = ? AND b.state NOT IN (?, ?) AND (l.fault = '' OR l.fault = ? AND b.decision = ?)
		ORDER BY l.batch, l.line`, args...)
}

// otherBatch says whether the payer of a batch has another one, made since a moment.
func otherBatch(q store.Querier, b *Batch, since time.Time) (bool, error) {
	_, found, err := store.One(q, store.Value[int64], "SELECT id FROM batch_batches WHERE owner = ? AND id <> ? AND made_at > ? ORDER BY id DESC LIMIT 1",
		int64(b.Owner), int64(b.ID), since.UnixMicro())
	return found, err
}

// linePage are lines of a batch behind a number.
func linePage(q store.Querier, b *Batch, f Filter, after int64, limit int) ([]*Line, error) {
	switch f {
	case FaultyLines:
		return store.All(q, scanLine, selectLine+"WHERE batch = ? AND fault > '' AND line > ? ORDER BY line LIMIT ?", int64(b.ID), after, limit)
	case FailedLines:
		return failedLines(q, b.ID, b.Round, after, limit)
	}
	return store.All(q, scanLine, selectLine+"WHERE batch = ? AND line > ? ORDER BY line LIMIT ?", int64(b.ID), after, limit)
}

// failedLines are the lines that failed in a round.
func failedLines(q store.Querier, batch store.ID, round, after int64, limit int) ([]*Line, error) {
	return store.All(q, scanLine, `SELECT l.line, l.account, l.name, l.bank, l.amount, l.purpose, l.reference, l.to_account, l.payee, l.fault,
		l.other_batch, l.other_line, l.twin FROM batch_results r JOIN batch_lines l ON l.batch = r.batch AND l.line = r.line
		WHERE r.batch = ? AND r.round = ? AND r.state = ? AND r.line > ? ORDER BY r.line LIMIT ?`,
		int64(batch), round, int64(resultFailed), after, limit)
}

// nextLines are those that the present round pays next: in the first what the checker decided, later what failed before.
func nextLines(q store.Querier, b *Batch, limit int) ([]*Line, error) {
	if b.Round > 1 {
		return failedLines(q, b.ID, b.Round-1, b.atLine, limit)
	}
	doubts := ""
	if b.Decision == WithDoubtful {
		doubts = faultLately
	}
	return store.All(q, scanLine, selectLine+"WHERE batch = ? AND line > ? AND fault IN ('', ?) ORDER BY line LIMIT ?", int64(b.ID),
		b.atLine, doubts, limit)
}

const resultColumns = "line, round, state, payment, code, detail_en, detail_zh"

func scanResult(r store.Scanner) (*result, error) {
	s := &result{}
	return s, r.Scan(&s.line, &s.round, &s.state, &s.payment, &s.code, &s.en, &s.zh)
}

var addResults = store.NewRowTexts("INSERT INTO batch_results (batch, "+resultColumns+") VALUES ", 8)

func insertResults(tx *store.Tx, batch store.ID, results []*result) error {
	for len(results) > 0 {
		n, text := addResults.Next(tx, len(results))
		args := make([]any, 0, 8*n)
		for _, r := range results[:n] {
			args = append(args, int64(batch), r.line, r.round, int64(r.state), int64(r.payment), r.code, r.en, r.zh)
		}
		if _, err := tx.Exec(text, args...); err != nil {
			return err
		}
		results = results[n:]
	}
	return nil
}

func updateResult(tx *store.Tx, batch store.ID, r *result) error {
	_, err := tx.Exec("UPDATE batch_results SET state = ?, payment = ?, code = ?, detail_en = ?, detail_zh = ? WHERE batch = ? AND line = ? AND round = ?",
		int64(r.state), int64(r.payment), r.code, r.en, r.zh, int64(batch), r.line, r.round)
	return err
}

// resultsOf are the last results of lines, which rise by their numbers.
func resultsOf(q store.Querier, batch store.ID, lines []*Line) (map[int64]*result, error) {
	all, err := store.All(q, scanResult, "SELECT "+resultColumns+" FROM batch_results WHERE batch = ? AND line >= ? AND line <= ? ORDER BY line, round",
		int64(batch), lines[0].Number, lines[len(lines)-1].Number)
	out := make(map[int64]*result, len(all))
	for _, r := range all {
		out[r.line] = r
	}
	return out, err
}

// lastResult is that of one line; nil if it has none.
func lastResult(q store.Querier, batch store.ID, line int64) (*result, error) {
	r, ok, err := store.One(q, scanResult, "SELECT "+resultColumns+" FROM batch_results WHERE batch = ? AND line = ? ORDER BY round DESC LIMIT 1",
		int64(batch), line)
	if err != nil || !ok {
		return nil, err
	}
	return r, nil
}

// tally is what the results of a batch add up to.
type tally struct {
	round  int64
	state  resultState
	count  int64
	amount money.Amount
}

func tallies(q store.Querier, batch store.ID) ([]tally, error) {
	return store.All(q, func(r store.Scanner) (t tally, err error) {
		err = r.Scan(&t.round, &t.state, &t.count, &t.amount)
		return t, err
	}, `SELECT r.round, r.state, COUNT(*), SUM(l.amount) FROM batch_results r JOIN batch_lines l ON l.batch = r.batch AND l.line = r.line
		WHERE r.batch = ? GROUP BY r.round, r.state`, int64(batch))
}

// paidTwice counts lines of a batch with more than one result that paid.
func paidTwice(q store.Querier, batch store.ID) (int64, error) {
	n, _, err := store.One(q, store.Value[int64], `SELECT COUNT(*) FROM (SELECT line FROM batch_results WHERE batch = ? AND state IN (?, ?)
		GROUP BY line HAVING COUNT(*) > 1) t`, int64(batch), int64(resultPaid), int64(resultSent))
	return n, err
}

func batchesAfter(q store.Querier, after, upTo store.ID, limit int) ([]*Batch, error) {
	return store.All(q, scanBatch, selectBatch+"WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", int64(after), int64(upTo), limit)
}
