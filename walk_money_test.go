package tonghui

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"tonghui/base/calendar"
	"tonghui/core/account"
	"tonghui/core/account/card"
	"tonghui/core/account/points"
	"tonghui/core/account/restraint"
	"tonghui/core/account/suspense"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/core/payment"
	"tonghui/core/payment/batch"
	"tonghui/core/payment/collect"
	"tonghui/core/payment/standing"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// furnish gives the bank its products and rates, and money of its own to pay out.
func (w *world) furnish() {
	w.Helper()
	w.must(w.Furnish(w.clerk))
	w.update(func(tx *store.Tx) error {
		a, err := w.Ledger.OpenAccount(tx, ledger.NewAccount{Number: vaultNumber, Code: "1003", Currency: "CNY", Branch: ledger.Branch(HeadOffice), Name: "存放央行"})
		if err == nil {
			w.vault = a.ID
		}
		return err
	})
}

// vaultNumber is the account out of which tests fund others.
const vaultNumber = "1003-test"

// verify makes a party known as well as can be.
func (w *world) verify(p auth.Party) {
	w.Helper()
	var picture bytes.Buffer
	picture.Write(pictureOf(w, "png"))
	d, err := w.Parties.Upload(w.clerk, p, "licence", "image/png", picture.Bytes())
	w.must(err)
	w.update(func(tx *store.Tx) error {
		_, err := w.Parties.Verify(w.clerk, tx, p, party.Verification{Level: party.FaceToFace, Risk: party.Low, RiskReason: "身份与交易背景清楚",
			Evidence: party.Evidence{Documents: []store.ID{d.ID}, Registry: true, FaceToFace: true}})
		return err
	})
}

// deposit opens an account of the usual kind with three million yuan in it, for a party that is made known before.
func (w *world) deposit(p auth.Party, at auth.Branch) account.Account {
	w.Helper()
	w.verify(p)
	a := w.emptyDeposit(p, at)
	w.update(func(tx *store.Tx) error {
		return w.Ledger.Post(tx, &ledger.Entry{Kind: "test.fund", Reference: a.Number, Branch: a.Branch, Summary: "转入", Postings: []ledger.Posting{
			{Account: w.vault, Amount: 3_000_000_00, Currency: "CNY"}, {Account: a.ID, Amount: -3_000_000_00, Currency: "CNY"}}})
	})
	return a
}

func (w *world) emptyDeposit(p auth.Party, at auth.Branch) (a account.Account) {
	w.Helper()
	w.update(func(tx *store.Tx) error {
		sort, _, err := w.Parties.Sort(tx, p)
		if err != nil {
			return err
		}
		product := "demand"
		if sort != string(party.Person) {
			product = "basic"
		}
		a, err = w.Accounts.Open(w.clerk, tx, account.NewAccount{Owner: p, Product: product, Currency: "CNY", Branch: ledger.Branch(at)})
		return err
	})
	return a
}

// openTill opens the account at which everybody pays, and leaves one at each branch until it is dormant.
func (w *walker) openTill() {
	w.Helper()
	for _, at := range []auth.Branch{"0101", "0102"} {
		p := w.person("久悬", at)
		w.verify(p)
		w.emptyDeposit(p, at)
	}
	later := calendar.FromTime(w.now()).AddMonths(13)
	for _, s := range w.Accounts.Steps() {
		if s.Name == "account.dormancy" {
			w.update(func(tx *store.Tx) error {
				_, n, err := s.Chunk(w.clerk, tx, later, "")
				if err == nil && n != 2 {
					err = fmt.Errorf("%d accounts were looked at", n)
				}
				return err
			})
		}
	}
	w.till = w.deposit(w.helper, "0102")
}

// endDay closes the bank date, so that there is something to report.
func (w *walker) endDay() {
	w.Helper()
	w.update(func(tx *store.Tx) error {
		_, err := w.DayEnd.Start(w.clerk, tx)
		return err
	})
	w.must(w.DayEnd.Work(w.clerk))
}

// acting is the context of a person who acts for a party under a hat of a kind.
func (w *walker) acting(kind auth.HatKind, p auth.Party) context.Context {
	return w.subject(&caller{name: "maker", person: w.helper, hat: auth.Hat{ID: "test", Kind: kind, For: p}})
}

// moneyAround makes one object of each kind of the rooms of money, of a party with an account.
func (w *walker) moneyAround(p auth.Party, a account.Account) map[auth.Kind]string {
	w.Helper()
	w.people++
	reference, holder := fmt.Sprintf("walk-%d", w.people), p
	if a.Holder != account.ForPerson {
		holder = w.actsFor(p)
	}
	out := map[auth.Kind]string{"account.account": a.ID.String(), "report.branch": string(a.Branch)}
	scan, err := w.Restraints.Upload(w.clerk, pictureOf(w, "png"))
	w.must(err)
	var frozen *restraint.Restraint
	w.update(func(tx *store.Tx) error {
		c, err := w.Cards.Issue(w.clerk, tx, card.NewCard{Account: a.ID, Holder: holder})
		if err != nil {
			return err
		}
		out["card.card"] = c.ID.String()
		if _, err := w.Points.Earn(tx, points.Event{Party: p, Kind: points.CardSpend, Amount: 3_000_00, Reference: reference}); err != nil {
			return err
		}
		r, err := w.Points.Redeem(w.clerk, tx, p, "PHONE10", 1)
		if err != nil {
			return err
		}
		out["points.redemption"] = r.ID.String()
		frozen, err = w.Restraints.Do(tx, restraint.Request{Measure: restraint.Freeze, Kind: restraint.Stop, Account: store.ID(a.ID), Amount: 1_00,
			Paper: restraint.Paper{Authority: "本行", Document: reference, File: scan.Digest}, Until: tx.Now().AddDate(0, 1, 0), Reason: "账户异常"})
		if err != nil {
			return err
		}
		s, err := w.Suspense.Move(tx, suspense.Moving{Code: "walk", Object: reference, From: a.ID, Amount: 1_00, Why: "来源不明"})
		if err != nil {
			return err
		}
		out["suspense.item"] = s.ID.String()
		return nil
	})
	frozen, err = w.Restraints.Get(w.clerk, frozen.ID)
	w.must(err)
	out["restraint.restraint"], out["restraint.measure"] = frozen.ID.String(), frozen.Measures[0].ID.String()
	w.paymentsAround(p, a, reference, out)
	w.collectionsAround(p, a, reference, out)
	out["reconcile.statement"] = w.statement(p, a)
	return out
}

// paymentsAround makes an order, a standing order and a batch, all to the till.
func (w *walker) paymentsAround(p auth.Party, a account.Account, reference string, out map[auth.Kind]string) {
	w.Helper()
	to := payment.Payee{Account: w.till.Number, Name: w.till.Name}
	w.update(func(tx *store.Tx) error {
		o, err := w.Payments.Pay(w.clerk, tx, payment.Instruction{Kind: payment.Transfer, Reference: reference, From: a.ID, To: to, Amount: 1_00,
			Currency: "CNY", Channel: payment.Web, By: p})
		if err == nil {
			out["payment.order"] = o.ID.String()
		}
		return err
	})
	ctx := w.acting(auth.SelfHat, p)
	r := standing.Request{Account: a.ID, To: to, Amount: 1_00, Currency: "CNY", Plan: standing.Plan{Every: standing.Monthly, Day: 20,
		First: calendar.FromTime(w.now()).Add(10)}}
	w.must(w.Standing.Ready(ctx, &r))
	w.must(w.Store.Update(ctx, func(tx *store.Tx) error {
		m, err := w.Standing.Make(tx, r)
		if err == nil {
			out["standing.order"] = m.Order.ID.String()
		}
		return err
	}))
	b, err := w.Batches.Upload(w.acting(auth.FirmHat, p), batch.Submission{Kind: batch.Payroll, Account: a.ID, FileName: "工资.csv"},
		[]byte("账号,户名,金额,用途\n"+w.till.Number+","+w.till.Name+",1.00,工资\n"))
	w.must(err)
	out["batch.batch"] = b.ID.String()
}

// collectionsAround makes a code of a party's by which the till pays, and a charge of the till's that she is asked about.
func (w *walker) collectionsAround(p auth.Party, a account.Account, reference string, out map[auth.Kind]string) {
	w.Helper()
	number := w.Collect.NewNumber()
	w.update(func(tx *store.Tx) error {
		c, err := w.Collect.Make(tx, collect.NewCode{Account: a.ID, Title: "小店"})
		if err != nil {
			return err
		}
		out["collect.code"] = c.ID.String()
		got, err := w.Collect.Pay(w.clerk, tx, collect.Payment{Text: c.Text, From: w.till.ID, By: w.helper, Amount: 1_00, Reference: reference,
			Channel: payment.Web})
		if err != nil {
			return err
		}
		out["collect.collection"], out["collect.taken"] = got.ID.String(), got.ID.String()
		if _, err := w.Collect.Show(tx, a.ID, p, number); err != nil {
			return err
		}
		asked, err := w.Collect.ChargePass(w.clerk, tx, collect.Charge{Number: number, To: w.till.ID, Amount: 2_000_00, Reference: reference})
		if err == nil {
			out["collect.ask"] = asked.Ask.ID.String()
		}
		return err
	})
}

// statement is one of an organisation's account: of a person's there are none, so for her it is one of a firm at her branch.
func (w *walker) statement(p auth.Party, a account.Account) (id string) {
	w.Helper()
	if a.Holder == account.ForPerson {
		firm := w.organisation(party.Business, "某商行", auth.Branch(a.Branch))
		w.verify(firm)
		a = w.emptyDeposit(firm, auth.Branch(a.Branch))
	}
	w.update(func(tx *store.Tx) error {
		_, _, err := w.Reconcile.Steps()[0].Chunk(w.clerk, tx, calendar.MustOf(2026, 5, 31), "")
		return err
	})
	system := bearer("system", w.Clients.ForTest(w))
	for _, s := range read[app.Page[struct {
		ID      string           `json:"id"`
		Account ledger.AccountID `json:"account"`
	}]](w.world, w.want(200, "", system, "GET", "/v1/reconcile/statements?limit=100", "")).Items {
		if s.Account == a.ID {
			id = s.ID
		}
	}
	if id == "" {
		w.Fatal("no statement was issued")
	}
	return id
}

// actsFor is a person who acts for a firm or an agency.
func (w *walker) actsFor(p auth.Party) (person auth.Party) {
	w.Helper()
	w.must(w.Store.View(w.clerk, func(v *store.View) error {
		given, err := w.Mandates.For(v, p, false, 0, 1)
		person = given[0].Person
		return err
	}))
	return person
}

// bodyOf is the body of an operation which names its object there, or looks at who calls only when it has one: whole, but with
// something that is refused once she has been let in (a pass alone is given, and costs nobody anything).
func bodyOf(op app.Operation, about *things) string {
	text := map[string]string{
		"checkPayee":       `{"account":"1","name":"无此人"}`,
		"setPaymentLimits": `{"channels":{"nowhere":{"order":"1","day":"1"}}}`,
		"setPersonLimits":  `{"channels":{"nowhere":{"order":"1","day":"1"}}}`,
		"savePayee":        `{"account":"1","name":"无此人","bank":"1"}`,
		"linkPhone":        `{"phone":"19999999999","account":"1"}`,
		"uploadBatch":      "none",
		"makeTransfer":     `{"from":%q,"to":{"account":"1","name":"无此人"},"amount":"1"}`,
		"makeCollectCode":  `{"account":%q,"category":"none"}`,
		"payCode":          `{"text":"none","from":%q,"reference":"1"}`,
		"showPass":         `{"account":%q}`,
		"chargePass":       `{"number":"000000000000000000","to":%q,"amount":"1","reference":"1"}`,
	}[op.ID]
	return strings.Replace(text, "%q", `"`+about.ids["account.account"]+`"`, 1)
}
