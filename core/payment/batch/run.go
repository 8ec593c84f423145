package batch

import (
	"strconv"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/core/payment"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// jobRun is the job that pays a round.
const jobRun = "batch.run"

type runPayload struct {
	Batch store.ID `json:"batch"`
}

// Worker pays the lines of rounds, a few at a time. The lines' payments, their results, the batch's row and the rest of the hold
// are one update: killed anywhere, it goes on behind the last line that has a result.
func (s *Batches) Worker() jobs.Worker {
	return jobs.Worker{Kind: jobRun, Chunk: s.chunk}
}

// linesAtOnce are as many as fit well into the slow lane's time, with the statements of a payment shared by all of them.
const linesAtOnce = 200

func (s *Batches) chunk(tx *store.Tx, c *jobs.Chunk) error {
	var p runPayload
	if err := c.Decode(&p); err != nil {
		return err
	}
	b, err := heldBatch(tx, p.Batch)
	if err != nil {
		return err
	}
	if b.State != Approved && b.State != Running {
		c.Finish()
		return nil
	}
	if b.State == Approved {
		before := b.Digest()
		b.State = Running
		if err := s.change(tx, "batch.start", b, before); err != nil {
			return err
		}
	}
	before := b.Digest()
	for {
		lines, err := nextLines(tx, b, linesAtOnce)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			c.Finish()
			return s.finish(tx, b, before)
		}
		if err := s.pay(tx, b, lines); err != nil {
			return err
		}
		c.Done += int64(len(lines))
		if c.Over() {
			break
		}
	}
	c.Total = b.ToPay
	return updateBatch(tx, b)
}

// finish ends a round.
func (s *Batches) finish(tx *store.Tx, b *Batch, before [32]byte) error {
	if err := s.release(tx, b); err != nil {
		return err
	}
	b.left, b.EndedAt, b.State = 0, now(tx), Done
	if b.Failed > 0 {
		b.State = Partly
	}
	return s.change(tx, "batch.finish", b, before)
}

// pay pays lines out of what is held: the hold is given up, the payments are made, and what the round has still to pay is held
// again, under the account's lock and so with nothing between.
func (s *Batches) pay(tx *store.Tx, b *Batch, lines []*Line) error {
	accounts := make([]ledger.AccountID, 0, len(lines)+1)
	accounts = append(accounts, b.Account)
	in := make([]payment.Instruction, len(lines))
	for i, l := range lines {
		in[i] = b.instruction(l)
		if l.ToAccount != 0 {
			accounts = append(accounts, l.ToAccount)
		}
	}
	if err := s.o.Ledger.Lock(tx, accounts...); err != nil {
		return err
	}
	if err := s.release(tx, b); err != nil {
		return err
	}
	orders, errs, err := s.o.Payments.PayMany(contextOf(tx), tx, in)
	if err != nil {
		return err
	}
	results := make([]*result, len(lines))
	wages := make([]Salary, 0, len(lines))
	for i, l := range lines {
		results[i] = b.outcome(l, orders[i], errs[i])
		b.left -= l.Amount
		if o := orders[i]; results[i].state != resultFailed && b.Kind == Payroll && l.ToAccount != 0 {
			wages = append(wages, Salary{Account: l.ToAccount, Payee: l.Payee, Payer: b.Owner, Amount: l.Amount, On: o.BankDate, Payment: o.ID})
		}
	}
	b.atLine = lines[len(lines)-1].Number
	if err := insertResults(tx, b.ID, results); err != nil {
		return err
	}
	if len(wages) > 0 {
		if err := s.o.Credited(tx, wages); err != nil {
			return err
		}
	}
	// A court may have taken the rest meanwhile. Then the lines that follow fail one by one, each with its reason.
	err = s.holdLeft(tx, b)
	if k := problem.KindOf(err); err != nil && (k == problem.Refused || k == problem.Conflict) {
		b.hold, err = 0, nil
	}
	return err
}

// instruction is the order of one line. The round is in its reference, as a line that failed may be tried again.
func (b *Batch) instruction(l *Line) payment.Instruction {
	return payment.Instruction{Kind: payment.Batch, Reference: b.reference(l.Number), From: b.Account,
		To:        payment.Payee{Account: l.Account, Name: l.Name, Bank: l.Bank},
		ToAccount: l.ToAccount, Amount: l.Amount, Currency: b.Currency, Purpose: l.Purpose, Channel: payment.Bank, By: b.Owner, Confirmed: true,
		Batch: b.ID, EndToEndID: l.Reference}
}

func (b *Batch) reference(line int64) string {
	return b.ID.String() + "/" + strconv.FormatInt(line, 10) + "/" + strconv.FormatInt(b.Round, 10)
}

// outcome makes a line's result, and counts it.
func (b *Batch) outcome(l *Line, o *payment.Order, err error) *result {
	r := &result{line: l.Number, round: b.Round, state: resultFailed}
	switch {
	case err != nil:
		p := problem.Of(err)
		r.code, r.en, r.zh = clipTo(p.Code, 48), clipTo(p.EN, 300), clipTo(p.ZH, 300)
	case o == nil:
		r.code = "batch.no_answer"
	case o.State == payment.Settled:
		r.state, r.payment = resultPaid, o.ID
	case o.State == payment.Sent:
		r.state, r.payment = resultSent, o.ID
	default:
		r.code, r.payment = clipTo(o.Reason, 48), o.ID
	}
	if r.state == resultFailed {
		b.Failed, b.FailedAmount = b.Failed+1, b.FailedAmount+l.Amount
	} else {
		b.Paid, b.PaidAmount = b.Paid+1, b.PaidAmount+l.Amount
	}
	return r
}

func clipTo(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// Learn is called in the update in which a payment of a batch to another bank comes to its end: settled, or rejected or returned
// with a code. A line that comes back has failed, and may be tried again.
func (s *Batches) Learn(tx *store.Tx, o *payment.Order) error {
	if o.Kind != payment.Batch || o.Batch == 0 {
		return nil
	}
	line, ok := lineOf(o)
	if !ok {
		return nil
	}
	b, err := heldBatch(tx, o.Batch)
	if err != nil {
		return err
	}
	r, err := lastResult(tx, b.ID, line)
	if err != nil || r == nil || r.payment != o.ID || r.state == resultFailed {
		return err
	}
	if o.State == payment.Settled {
		r.state = resultPaid
		return updateResult(tx, b.ID, r)
	}
	if o.State != payment.Rejected && o.State != payment.Returned {
		return nil
	}
	return s.comesBack(tx, b, r, o)
}

func (s *Batches) comesBack(tx *store.Tx, b *Batch, r *result, o *payment.Order) error {
	before := b.Digest()
	r.state, r.code = resultFailed, clipTo(o.Reason, 48)
	r.en, r.zh = "The other bank sent it back.", "他行退回。"
	if err := updateResult(tx, b.ID, r); err != nil {
		return err
	}
	b.Paid, b.PaidAmount = b.Paid-1, b.PaidAmount-o.Amount
	b.Failed, b.FailedAmount = b.Failed+1, b.FailedAmount+o.Amount
	if r.round < b.Round { // the next retry looks for what failed in the present round
		again := *r
		again.round = b.Round
		if err := insertResults(tx, b.ID, []*result{&again}); err != nil {
			return err
		}
	}
	if b.State == Running || b.State == Approved {
		return updateBatch(tx, b)
	}
	b.State = Partly
	return s.change(tx, "batch.come_back", b, before)
}

// lineOf is the number of the line that an order paid.
func lineOf(o *payment.Order) (int64, bool) {
	rest, ok := cutPrefix(o.Reference, o.Batch.String()+"/")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(rest, 10, 64)
	return n, err == nil
}

func cutPrefix(reference, prefix string) (string, bool) {
	if len(reference) <= len(prefix) || reference[:len(prefix)] != prefix {
		return "", false
	}
	rest := reference[len(prefix):]
	for i := range len(rest) {
		if rest[i] == '/' {
			return rest[:i], true
		}
	}
	return "", false
}

// checkSums says what a batch's results should add up to.
func (b *Batch) checkSums(all []tally) (paid, failed int64, paidAmount, failedAmount money.Amount) {
	for _, t := range all {
		switch {
		case t.state != resultFailed:
			paid, paidAmount = paid+t.count, paidAmount+t.amount
		case t.round == b.Round:
			failed, failedAmount = failed+t.count, failedAmount+t.amount
		}
	}
	return paid, failed, paidAmount, failedAmount
}
