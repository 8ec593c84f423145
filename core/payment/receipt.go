package payment

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"strings"
	"time"

	"tonghui/base/money"
	"tonghui/platform/audit"
	"tonghui/platform/store"
	"tonghui/platform/store/vault"
)

// Receipt is what a payer shows for a payment (电子回单): the order beside it, and a code by which anybody can ask the bank whether
// they are genuine.
type Receipt struct {
	Number string    `json:"number"`
	Code   string    `json:"code,omitempty" doc:"验证码; GET /v1/payment/receipts/verify tells whether it is genuine." example:"7GQ2-MKX4-T5BW-9HZC"`
	Words  string    `json:"words,omitempty" doc:"大写金额." example:"人民币壹佰元整"`
	At     time.Time `json:"at" doc:"When it was booked."`
	Text   string    `json:"text,omitempty" doc:"The receipt as text, where it is asked for."`
}

// facts is the digest of what a receipt says, which never changes whatever becomes of the order.
func (o *Order) facts() audit.Digest {
	var h audit.Hasher
	return h.Start("payment.receipt").Int(int64(o.ID)).Text(string(o.Kind)).Text(o.FromNumber).Text(o.FromName).Text(o.FromBank).Text(o.To.Account).
		Text(o.To.Name).Text(o.To.Bank).Int(int64(o.Amount)).Int(int64(o.Fee)).Text(string(o.Currency)).Text(o.Purpose).Text(o.Note).
		Int(o.MadeAt.UnixMicro()).Int(int64(o.BankDate)).Int(int64(o.Entry)).Sum()
}

// codeText writes a code in letters and digits that can't be mistaken for one another when read aloud.
var codeText = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

// codeBytes are 80 bits of the HMAC: 16 characters, far beyond guessing at the pace that the bank answers.
const codeBytes = 10

// codeOver is the code over an order's facts.
func codeOver(key []byte, d audit.Digest) string {
	m := hmac.New(sha256.New, key)
	m.Write(d[:])
	s := codeText.EncodeToString(m.Sum(nil)[:codeBytes])
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
}

// receipted gives a booked order its receipt.
func (p *Payments) receipted(q store.Querier, o *Order) error {
	if o.Entry == 0 || o.Receipt != nil {
		return nil
	}
	r := &Receipt{Number: o.Number, At: o.MadeAt}
	if o.SettledAt != nil {
		r.At = *o.SettledAt
	}
	key, err := p.receiptKey(q)
	if err != nil {
		return err
	}
	if key != nil {
		r.Code = codeOver(key, o.facts())
	}
	if o.Currency == "CNY" {
		if r.Words, err = money.UppercaseVoucher(money.Of(o.Amount, o.Currency)); err != nil {
			return err
		}
	}
	o.Receipt = r
	return nil
}

// Receipt is an order with its receipt as text: ErrNoReceipt where nothing was booked.
func (p *Payments) Receipt(q store.Querier, o *Order) error {
	if o.Entry == 0 {
		return ErrNoReceipt
	}
	if err := p.receipted(q, o); err != nil {
		return err
	}
	o.Receipt.Text = o.text()
	return nil
}

// text is the receipt for reading and printing.
func (o *Order) text() string {
	zone := time.FixedZone("CST", 8*3600)
	bank := func(name string) string {
		if name == "" {
			return "通惠银行"
		}
		return name
	}
	lines := [][2]string{{"通惠银行电子回单", "Tonghui Bank receipt"}, {"流水号 Number", o.Number}, {"记账日期 Bank date", o.BankDate.String()},
		{"时间 Time", o.Receipt.At.In(zone).Format("2006-01-02 15:04:05")}, {"付款户名 Payer", o.FromName}, {"付款账号 From", o.FromNumber},
		{"付款行 Bank", bank(o.FromBank)}, {"收款户名 Payee", o.To.Name}, {"收款账号 To", o.To.Account}, {"收款行 Bank", bank(o.To.BankName)},
		{"金额 Amount", money.Of(o.Amount, o.Currency).Format()}, {"大写 In words", o.Receipt.Words},
		{"手续费 Fee", money.Of(o.Fee, o.Currency).Format()}, {"用途 Purpose", o.Purpose}, {"附言 Note", o.Note}, {"状态 State", stateZH[o.State]},
		{"验证码 Code", o.Receipt.Code}}
	var b strings.Builder
	for _, l := range lines {
		if l[1] != "" {
			b.WriteString(l[0] + "  " + l[1] + "\n")
		}
	}
	return b.String()
}

// Genuine is the bank's answer about a receipt.
type Genuine struct {
	Genuine  bool          `json:"genuine"`
	State    State         `json:"state,omitempty" doc:"What became of the payment since."`
	Payer    string        `json:"payer,omitempty" doc:"Masked name."`
	Payee    string        `json:"payee,omitempty" doc:"Masked name."`
	Account  string        `json:"account,omitempty" doc:"The payee's, masked."`
	Amount   *money.Amount `json:"amount,omitempty"`
	Currency string        `json:"currency,omitempty"`
	At       *time.Time    `json:"at,omitempty"`
}

// CheckReceipt says whether a code is that of an order's receipt. It tells nothing of an order to whom hasn't the code.
func (p *Payments) CheckReceipt(q store.Querier, number, code string) (g Genuine, err error) {
	id, bad := store.ParseID(strings.TrimSpace(number))
	if bad != nil {
		return g, nil
	}
	o, err := orderByID(q, id)
	if errors.Is(err, ErrUnknown) || err == nil && o.Entry == 0 {
		return g, nil
	}
	if err != nil {
		return g, err
	}
	if err := p.receipted(q, o); err != nil {
		return g, err
	}
	given := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if o.Receipt.Code == "" || !hmac.Equal([]byte(given), []byte(strings.ReplaceAll(o.Receipt.Code, "-", ""))) {
		return g, nil
	}
	at := o.Receipt.At
	return Genuine{Genuine: true, State: o.State, Payer: maskName(o.FromName, false), Payee: maskName(o.To.Name, false), Account: maskNumber(o.To.Account),
		Amount: &o.Amount, Currency: string(o.Currency), At: &at}, nil
}

// receiptKey is the key of the codes, made with the first receipt; nil in a bank without a vault, or whose key a view hasn't met.
func (p *Payments) receiptKey(q store.Querier) ([]byte, error) {
	if k := p.code.Load(); k != nil {
		return *k, nil
	}
	if p.d.Vault == nil {
		return nil, nil
	}
	tx, writes := q.(*store.Tx)
	if writes {
		q = tx.Peeker() // the row is written at once
	}
	sealed, found, err := receiptKeyRow(q)
	if err != nil {
		return nil, err
	}
	if found {
		key, err := p.d.Vault.Open(keyPlace(), sealed)
		if err != nil {
			return nil, err
		}
		if !writes {
			p.code.Store(&key) // committed for sure
		} else {
			tx.AfterCommit(func() { p.code.Store(&key) })
		}
		return key, nil
	}
	if !writes {
		return nil, nil
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails: see crypto/rand
	if sealed, err = p.d.Vault.Seal(keyPlace(), key); err != nil {
		return nil, err
	}
	if err := insertReceiptKey(tx, sealed); errors.Is(err, store.ErrDuplicate) { // another process made it just now
		return nil, store.ErrConflict
	} else if err != nil {
		return nil, err
	}
	tx.AfterCommit(func() { p.code.Store(&key) })
	return key, nil
}

// keyPlace is where the key of the codes is sealed.
func keyPlace() vault.Place {
	return vault.Place{Table: "payment_keys", Column: "sealed", Row: receiptKeyID}
}

const receiptKeyID = 1

// keyColumn lets the vault bring it under newer keys.
func keyColumn() vault.Column {
	return vault.Column{Table: "payment_keys", Column: "sealed", Key: "id"}
}
