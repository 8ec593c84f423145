package batch

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tonghui/base/ident"
	"tonghui/core/account"
	"tonghui/platform/store"
)

// twinsWithin is how far back the same payment is looked for.
const twinsWithin = 30 * 24 * time.Hour

// judgeForms looks at what a line says by itself and beside the others of its file.
func judgeForms(b *Batch, lines []*Line, here ident.BankCode) {
	twins := make(map[int64]int64, len(lines))
	references := make(map[string]int64)
	for _, l := range lines {
		l.Account, l.Bank = canonical(l.Account), canonical(l.Bank)
		if l.Bank == here.String() {
			l.Bank = ""
		}
		if l.Purpose == "" {
			l.Purpose = b.Purpose
		}
		if l.Fault == "" {
			l.Fault = l.form(b)
		}
		l.clip()
		l.twin = b.twinOf(l)
		if l.Fault != "" {
			continue
		}
		if first, ok := references[l.Reference]; ok && l.Reference != "" {
			l.Fault, l.otherLine = faultReference, first
			continue
		}
		if first, ok := twins[l.twin]; ok {
			l.Fault, l.otherLine = faultTwin, first
			continue
		}
		twins[l.twin] = l.Number
		if l.Reference != "" {
			references[l.Reference] = l.Number
		}
	}
}

// form is the fault of a line that can be seen without the bank's accounts.
func (l *Line) form(b *Batch) string {
	switch {
	case !accountForm(l.Account):
		return faultAccount
	case l.Account == b.AccountNumber:
		return faultOwn
	case l.Name == "":
		return faultNoName
	case !says(l.Name, 100) || !says(l.Purpose, 60) || !says(l.Reference, 35):
		return faultText
	}
	if l.Bank != "" {
		if _, err := ident.ParseBankCode(l.Bank); err != nil {
			return faultBank
		}
	}
	return ""
}

// clip makes the texts of a line that is refused for them fit their columns.
func (l *Line) clip() {
	cut := func(s string, most int) string {
		r := []rune(strings.ToValidUTF8(s, ""))
		return string(r[:min(len(r), most)])
	}
	l.Account, l.Bank = cut(l.Account, 34), cut(l.Bank, 14)
	l.Name, l.Purpose, l.Reference = cut(l.Name, 100), cut(l.Purpose, 60), cut(l.Reference, 35)
}

// twinOf digests what makes two lines the same payment: payer, kind, payee, amount and purpose; of contributions also the
// reference, as many are paid to one account for different people.
func (b *Batch) twinOf(l *Line) int64 {
	h := make([]byte, 0, 256)
	h = binary.AppendVarint(h, int64(b.Owner))
	parts := []string{string(b.Kind), l.Account, l.Purpose}
	if b.Kind == Contribution {
		parts = append(parts, l.Reference)
	}
	for _, part := range parts {
		h = append(binary.AppendUvarint(h, uint64(len(part))), part...)
	}
	sum := sha256.Sum256(binary.AppendVarint(h, int64(l.Amount)))
	return int64(binary.BigEndian.Uint64(sum[:]) >> 1) // 63 bits
}

// judgePiece looks lines up among the bank's accounts and, if the payer has any, its batches of the last thirty days, in one view.
func (s *Batches) judgePiece(ctx context.Context, b *Batch, lines []*Line, lately bool) error {
	return s.st.View(ctx, func(v *store.View) error {
		numbers := make([]string, 0, len(lines))
		for _, l := range lines {
			if l.Fault == "" && l.Bank == "" {
				numbers = append(numbers, l.Account)
			}
		}
		found := map[string]account.Account{}
		var err error
		if len(numbers) > 0 {
			if found, err = s.o.Accounts.ByNumbers(v, numbers); err != nil {
				return err
			}
		}
		for _, l := range lines {
			if l.Fault == "" && l.Bank == "" {
				a, ok := found[l.Account]
				l.meet(b, a, ok)
			}
		}
		if !lately {
			return nil
		}
		return s.twins(v, b, lines)
	})
}

// meet compares a line with the account it names.
func (l *Line) meet(b *Batch, a account.Account, known bool) {
	switch {
	case !known:
		l.Fault = faultUnknown
	case a.State == account.Closed:
		l.Fault = faultClosed
	case a.ID == b.Account:
		l.Fault = faultOwn
	case a.Currency != b.Currency:
		l.Fault = faultOtherCcy
	case !sameName(l.Name, a.Name):
		l.Fault = faultName
	default:
		l.ToAccount, l.Payee = a.ID, a.Owner
	}
}

// twins marks lines that look like ones of the last thirty days. Those of batches that were refused or cancelled, and those
// that failed, were never paid.
func (s *Batches) twins(v *store.View, b *Batch, lines []*Line) error {
	at := make(map[int64]*Line, len(lines))
	for _, l := range lines {
		if l.Fault == "" {
			at[l.twin] = l
		}
	}
	if len(at) == 0 {
		return nil
	}
	old, err := twinLines(v, b, at, v.Now().Add(-twinsWithin))
	if err != nil {
		return err
	}
	for _, o := range old {
		if l := at[o.twin]; l.Fault == "" {
			l.Fault, l.otherBatch, l.otherLine = faultLately, o.otherBatch, o.Number
		}
	}
	return nil
}

// sameName compares the names of two people or firms: blanks, the dots between parts, brackets of either width and letters' case
// don't count.
func sameName(a, b string) bool {
	return a == b || folded(a) == folded(b)
}

func folded(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == '·', r == '•', r == '・', r == '．', r == '.', r == '‧':
			return -1
		}
		return unicode.ToUpper(r)
	}, norm.NFKC.String(s))
}
