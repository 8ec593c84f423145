package batch

import (
	"strings"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// batchColumns are those of a batch, in the order of scanBatch and batchValues.
var batchColumns = []string{"id", "kind", "state", "owner", "branch", "account", "account_number", "currency", "purpose", "file_name",
	"file_digest", "live_file", "format", "message", "payment_info", "line_count", "total", "bad", "bad_amount", "doubtful",
	"doubtful_amount", "decision", "to_pay", "to_pay_amount", "paid", "paid_amount", "failed", "failed_amount", "round", "at_line",
	"left_amount", "hold", "made_at", "made_by", "checked_at", "checked_by", "approved_at", "approved_by", "ended_at", "reason", "version"}

var (
	selectBatch = "SELECT " + strings.Join(batchColumns, ", ") + " FROM batch_batches "
	addBatch    = "INSERT INTO batch_batches (" + strings.Join(batchColumns, ", ") + ") VALUES (" + store.Marks(len(batchColumns)) + ")"
	setBatch    = "UPDATE batch_batches SET " + strings.Join(batchColumns[1:], " = ?, ") + " = ? WHERE id = ?"
)

func scanBatch(r store.Scanner) (*Batch, error) {
	b := &Batch{}
	var live *string
	var made, checked, approved, ended int64
	err := r.Scan(&b.ID, &b.Kind, &b.State, &b.Owner, &b.Branch, &b.Account, &b.AccountNumber, &b.Currency, &b.Purpose, &b.FileName,
		&b.FileDigest, &live, &b.Format, &b.Message, &b.PaymentInfo, &b.Lines, &b.Total, &b.Bad, &b.BadAmount, &b.Doubtful,
		&b.DoubtfulAmount, &b.Decision, &b.ToPay, &b.ToPayAmount, &b.Paid, &b.PaidAmount, &b.Failed, &b.FailedAmount, &b.Round, &b.atLine,
		&b.left, &b.hold, &made, &b.MadeBy, &checked, &b.CheckedBy, &approved, &b.ApprovedBy, &ended, &b.Reason, &b.Version)
	b.live, b.MadeAt = live != nil, time.UnixMicro(made).UTC()
	b.CheckedAt, b.ApprovedAt, b.EndedAt = timeOf(checked), timeOf(approved), timeOf(ended)
	return b, err
}

func (b *Batch) values() []any {
	var live any
	if b.live {
		live = b.liveFile()
	}
	return []any{int64(b.ID), string(b.Kind), string(b.State), int64(b.Owner), b.Branch, int64(b.Account), b.AccountNumber,
		string(b.Currency), b.Purpose, b.FileName, string(b.FileDigest), live, string(b.Format), b.Message, b.PaymentInfo, b.Lines,
		int64(b.Total), b.Bad, int64(b.BadAmount), b.Doubtful, int64(b.DoubtfulAmount), string(b.Decision), b.ToPay, int64(b.ToPayAmount),
		b.Paid, int64(b.PaidAmount), b.Failed, int64(b.FailedAmount), b.Round, b.atLine, int64(b.left), int64(b.hold), b.MadeAt.UnixMicro(),
		b.MadeBy, micros(b.CheckedAt), b.CheckedBy, micros(b.ApprovedAt), b.ApprovedBy, micros(b.EndedAt), b.Reason, b.Version}
}

// liveFile is the payer and the file's digest: one batch at a time has it.
func (b *Batch) liveFile() string { return b.Owner.String() + "/" + string(b.FileDigest) }

func insertBatch(tx *store.Tx, b *Batch) error {
	_, err := tx.Exec(addBatch, b.values()...)
	return err
}

func updateBatch(tx *store.Tx, b *Batch) error {
	_, err := tx.Exec(setBatch, append(b.values()[1:], int64(b.ID))...)
	return err
}

func batchByID(q store.Querier, id store.ID) (*Batch, error) {
	b, ok, err := store.One(q, scanBatch, selectBatch+"WHERE id = ?", int64(id))
	if err == nil && !ok {
		err = ErrUnknown
	}
	return b, err
}

// heldBatch locks a batch.
func heldBatch(tx *store.Tx, id store.ID) (*Batch, error) {
	rows, err := tx.Lock(selectBatch+"WHERE id = ? ORDER BY id", int64(id))
	found, err := store.Collect(rows, err, scanBatch)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ErrUnknown
	}
	return found[0], nil
}

// sameFile locks the batch that refuses a second one of the same file; nil if there is none.
func sameFile(tx *store.Tx, b *Batch) (*Batch, error) {
	rows, err := tx.Lock(selectBatch+"WHERE live_file = ? ORDER BY id", b.liveFile())
	found, err := store.Collect(rows, err, scanBatch)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// batchPage lists batches that a filter admits, the latest first.
func batchPage(q store.Querier, f auth.Filter, state State, before store.ID, limit int) ([]*Batch, error) {
	var where []string
	var args []any
	if before != 0 {
		where, args = append(where, "id < ?"), append(args, int64(before))
	}
	if state != "" {
		where, args = append(where, "state = ?"), append(args, string(state))
	}
	if !f.All {
		ways := []string{"1 = 0"}
		if len(f.Parties) > 0 {
			ways = append(ways, "owner IN ("+store.Marks(len(f.Parties))+")")
			for _, p := range f.Parties {
				args = append(args, int64(p))
			}
		}
		if len(f.Branches) > 0 {
			ways = append(ways, "branch IN ("+store.Marks(len(f.Branches))+")")
			for _, b := range f.Branches {
				args = append(args, b)
			}
		}
		where = append(where, "("+strings.Join(ways, " OR ")+")")
	}
	if f.Objects != nil {
		where = append(where, "id IN ("+store.Marks(max(1, len(f.Objects)))+")")
		ids := 0
		for _, o := range f.Objects {
			if id, err := store.ParseID(strings.TrimPrefix(o, string(Object)+"/")); err == nil {
				args, ids = append(args, int64(id)), ids+1
			} else {
				args, ids = append(args, 0), ids+1
			}
		}
		if ids == 0 {
			args = append(args, 0)
		}
	}
	query := selectBatch
	if len(where) > 0 {
		query += "WHERE " + strings.Join(where, " AND ") + " "
	}
	return store.All(q, scanBatch, query+"ORDER BY id DESC LIMIT ?", append(args, limit)...)
}

// Digest covers what was decided, and what came out once a round is over: not how far a running one is, which changes with
// each of its updates.
func (b *Batch) Digest() audit.Digest {
	h := (&audit.Hasher{}).Start(string(Object))
	for i, v := range b.values() {
		switch batchColumns[i] {
		case "paid", "paid_amount", "failed", "failed_amount", "at_line", "left_amount", "hold":
			if b.State == Running {
				continue
			}
		}
		switch v := v.(type) {
		case int64:
			h.Int(v)
		case string:
			h.Text(v)
		default:
			h.Null()
		}
	}
	return h.Sum()
}

// AuditSources let `tonghui verify` compare batches with the audit log.
func (s *Batches) AuditSources() []audit.Source {
	return []audit.Source{{Kind: string(Object), Table: "batch_batches",
		Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			args := make([]any, 0, len(objects))
			for _, o := range objects {
				if id, err := store.ParseID(o); err == nil {
					args = append(args, int64(id))
				}
			}
			out := make(map[string]audit.Digest, len(args))
			if len(args) == 0 {
				return out, nil
			}
			rows, err := store.All(q, scanBatch, selectBatch+"WHERE id IN ("+store.Marks(len(args))+")", args...)
			for _, b := range rows {
				out[b.ID.String()] = b.Digest()
			}
			return out, err
		},
		Objects: func(q store.Querier, after string, limit int) ([]string, error) {
			var low store.ID
			if after != "" {
				var err error
				if low, err = store.ParseID(after); err != nil {
					return nil, err
				}
			}
			return store.All(q, func(r store.Scanner) (string, error) {
				id, err := store.Value[store.ID](r)
				return id.String(), err
			}, "SELECT id FROM batch_batches WHERE id > ? ORDER BY id LIMIT ?", int64(low), limit)
		}}}
}
