package batch

import (
	"strconv"
	"time"

	"tonghui/base/money"
	"tonghui/base/problem"
	"tonghui/core/ledger"
	"tonghui/platform/auth"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// holdFor is how long the money of a round stays held if nothing ends the hold earlier.
const holdFor = 7 * 24 * time.Hour

// inState locks a batch that must be in one of these states.
func (s *Batches) inState(tx *store.Tx, id store.ID, states ...State) (*Batch, error) {
	b, err := heldBatch(tx, id)
	if err != nil {
		return nil, err
	}
	for _, state := range states {
		if b.State == state {
			return b, nil
		}
	}
	return nil, ErrState.With(b.State, stateZH[b.State])
}

var stateZH = map[State]string{Reading: "读取中", Uploaded: "待复核", Checked: "待审批", Approved: "待处理", Running: "处理中", Done: "已完成",
	Partly: "部分成功", Refused: "已退回", Cancelled: "已撤销"}

// Check is the checker's decision (复核) on a batch that she has looked at: which lines are to be paid.
func (s *Batches) Check(tx *store.Tx, id store.ID, d Decision, reason string) (*Batch, error) {
	me, err := actor(tx)
	if err != nil {
		return nil, err
	}
	b, err := s.inState(tx, id, Uploaded)
	if err != nil {
		return nil, err
	}
	switch {
	case me == b.MadeBy:
		return nil, ErrSamePerson
	case !says(reason, 200), d == Refuse && reason == "":
		return nil, ErrText
	case d == PassAll && b.Bad+b.Doubtful > 0:
		return nil, ErrFaults.With(b.Bad, b.Doubtful)
	}
	before := b.Digest()
	b.CheckedAt, b.CheckedBy, b.Decision = now(tx), me, d
	b.ToPay, b.ToPayAmount = b.Lines-b.Bad-b.Doubtful, b.Total-b.BadAmount-b.DoubtfulAmount
	switch d {
	case PassAll, Without:
	case WithDoubtful:
		b.ToPay, b.ToPayAmount = b.Lines-b.Bad, b.Total-b.BadAmount
	case Refuse:
		return b, s.end(tx, "batch.refuse", b, Refused, reason)
	default:
		return nil, ErrDecision
	}
	if b.ToPay == 0 {
		return nil, ErrNothing
	}
	b.State, b.Reason = Checked, reason
	return b, s.change(tx, "batch.check", b, before)
}

// Approve is the approver's word (审批): the whole of what is to be paid is held at once, and the first round begins. Without
// the money it is refused (ledger.insufficient_funds) and stays as it is.
func (s *Batches) Approve(tx *store.Tx, id store.ID) (*Batch, error) {
	b, err := s.approvable(tx, id)
	if err != nil {
		return nil, err
	}
	before := b.Digest()
	b.ApprovedAt, b.ApprovedBy = now(tx), tx.Actor().Person
	if err := s.startRound(tx, b, b.ToPayAmount); err != nil {
		return nil, err
	}
	return b, s.change(tx, "batch.approve", b, before)
}

// RefuseApproval is the approver's other word: nothing is paid.
func (s *Batches) RefuseApproval(tx *store.Tx, id store.ID, reason string) (*Batch, error) {
	b, err := s.approvable(tx, id)
	if err != nil {
		return nil, err
	}
	if reason == "" || !says(reason, 200) {
		return nil, ErrText
	}
	return b, s.end(tx, "batch.refuse", b, Refused, reason)
}

func (s *Batches) approvable(tx *store.Tx, id store.ID) (*Batch, error) {
	me, err := actor(tx)
	if err != nil {
		return nil, err
	}
	b, err := s.inState(tx, id, Checked)
	if err == nil && (me == b.MadeBy || me == b.CheckedBy) {
		err = ErrSamePerson
	}
	return b, err
}

// Cancel takes a batch back before its approval (撤销).
func (s *Batches) Cancel(tx *store.Tx, id store.ID, reason string) (*Batch, error) {
	if _, err := actor(tx); err != nil {
		return nil, err
	}
	b, err := s.inState(tx, id, Reading, Uploaded, Checked)
	if err != nil {
		return nil, err
	}
	if reason == "" || !says(reason, 200) {
		return nil, ErrText
	}
	return b, s.end(tx, "batch.cancel", b, Cancelled, reason)
}

// end closes a batch of which nothing was paid; its file may be uploaded again.
func (s *Batches) end(tx *store.Tx, verb string, b *Batch, state State, reason string) error {
	before := b.Digest()
	b.State, b.Reason, b.EndedAt, b.live = state, reason, now(tx), false
	b.ToPay, b.ToPayAmount = 0, 0
	return s.change(tx, verb, b, before)
}

// Retry begins another round over the lines that failed (失败重发), and no others. Who uploaded the batch can't.
func (s *Batches) Retry(tx *store.Tx, id store.ID) (*Batch, error) {
	me, err := actor(tx)
	if err != nil {
		return nil, err
	}
	b, err := s.inState(tx, id, Partly)
	switch {
	case err != nil:
		return nil, err
	case me == b.MadeBy:
		return nil, ErrSamePerson
	case b.Failed == 0:
		return nil, ErrNothing
	}
	before := b.Digest()
	amount := b.FailedAmount
	b.Failed, b.FailedAmount, b.EndedAt = 0, 0, nil
	if err := s.startRound(tx, b, amount); err != nil {
		return nil, err
	}
	return b, s.change(tx, "batch.retry", b, before)
}

// startRound holds what a round is to pay, and enqueues it.
func (s *Batches) startRound(tx *store.Tx, b *Batch, amount money.Amount) error {
	b.State, b.left, b.atLine = Approved, amount, 0
	b.Round++
	if err := s.holdLeft(tx, b); err != nil {
		return err
	}
	_, err := s.o.Jobs.Enqueue(tx, jobs.Job{Kind: jobRun, Key: b.ID.String() + "/" + strconv.FormatInt(b.Round, 10), Payload: runPayload{Batch: b.ID}, Lane: jobs.Bulk})
	return err
}

// holdLeft holds what the round has still to pay.
func (s *Batches) holdLeft(tx *store.Tx, b *Batch) error {
	b.hold = 0
	if b.left == 0 {
		return nil
	}
	h := &ledger.Hold{Account: b.Account, Kind: "batch", Reference: b.ID.String() + "/" + strconv.FormatInt(b.Round, 10) + "/" + strconv.FormatInt(b.atLine, 10),
		Amount: b.left, ExpiresAt: tx.Now().Add(holdFor), Summary: b.Purpose}
	if err := s.o.Ledger.PlaceHold(tx, h); err != nil {
		return err
	}
	b.hold = h.ID
	return nil
}

// release gives the held money back, for the lines about to be paid in the same update. A hold that has ended by itself holds
// nothing any more.
func (s *Batches) release(tx *store.Tx, b *Batch) error {
	if b.hold == 0 {
		return nil
	}
	_, err := s.o.Ledger.ReleaseHold(tx, b.hold)
	b.hold = 0
	if p := problem.Of(err); p != nil && p.Is(ledger.ErrHoldEnded) {
		return nil
	}
	return err
}

// actor is who makes this update.
func actor(tx *store.Tx) (string, error) {
	if auth.By(tx) == nil {
		return "", auth.ErrNobody
	}
	return tx.Actor().Person, nil
}
