package tonghui

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"tonghui/base/calendar"
	"tonghui/core/ledger"
	"tonghui/core/party"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/store"
)

// BenchmarkSignedInRead is a person's read of her own account, without the connection: session, permission, the proof that the
// account is hers, and the account.
func BenchmarkSignedInRead(b *testing.B) {
	ctx := context.Background()
	db := filepath.Join(store.TestDir(b), "bank.db")
	k, err := Open(ctx, db, store.Options{}, Config{App: app.Config{Version: "test", PerPerson: limit.Rule{Burst: 1 << 30, Every: 1}}, Keys: noKeys()})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = k.Store.Close() }()
	if _, err := k.Migrate(ctx, "test"); err != nil {
		b.Fatal(err)
	}
	if _, _, err := k.Found(ctx, [2]string{"李明", "王芳"}, [2]string{"liming", "wangfang"}); err != nil {
		b.Fatal(err)
	}
	var person auth.Party
	var own *ledger.Account
	if err := k.Store.Update(ctx, func(tx *store.Tx) (err error) {
		if err = k.Ledger.SeedChart(tx); err != nil {
			return err
		}
		if err = k.Ledger.OpenDay(tx, calendar.MustOf(2026, 11, 2)); err != nil {
			return err
		}
		if person, err = k.Parties.Register(ctx, tx, party.NewParty{Sort: party.Person, Name: "赵静", Branch: HeadOffice}); err != nil {
			return err
		}
		if own, err = k.Ledger.OpenAccount(tx, ledger.NewAccount{Number: "62000010000017", Code: "2011", Currency: "CNY",
			Branch: ledger.Branch(HeadOffice), Name: "赵静", Limits: ledger.AtLeast(0)}); err != nil {
			return err
		}
		return k.Parties.Hold(tx, own.ID, person, party.AccountOwner)
	}); err != nil {
		b.Fatal(err)
	}
	browser := k.SignIn.TestClient(b, person, auth.LevelOne)
	door := k.App.Handler()
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r := browser.Sign(httptest.NewRequest(http.MethodGet, own.Location(), http.NoBody))
			w := httptest.NewRecorder()
			if door.ServeHTTP(w, r); w.Code != http.StatusOK {
				b.Error(w.Code, w.Body)
				return
			}
		}
	})
}
