package signin

import (
	"bytes"
	"context"
	"os"
	"testing"

	"tonghui/platform/auth/totp"
	"tonghui/platform/store"
)

// Nothing with which somebody could get in, and no login name, stands in the database's files; nor does the audit log say any.
func TestNothingPlainInTheDatabase(t *testing.T) {
	b, ctx := newBank(t), context.Background()
	if b.st.Engine().Shared() {
		t.Skip("the files of a server are elsewhere")
	}
	g, device := b.member()
	secret, recovery := b.withTOTP(g)
	card, err := b.MakeTestCard(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var again, word, desk string
	b.update(func(tx *store.Tx) (err error) {
		if again, err = b.Invite(tx, wang, "wang.fang"); err != nil {
			return err
		}
		if _, word, err = b.AddTerminal(tx, "K01", "0101"); err != nil {
			return err
		}
		if desk, err = b.IssueCode(tx, wang); err != nil {
			return err
		}
		return b.IssueTestCard(tx, li, card)
	})
	own, err := b.SignInTerminal(ctx, home, "K01", word)
	if err != nil {
		t.Fatal(err)
	}
	second, err := b.Password(ctx, home, Try{Login: liName, Password: liWord})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = b.Password(ctx, home, Try{Login: "somebody.else", Password: "a guess that failed"})
	var files []byte
	for _, tail := range []string{"", "-wal"} {
		text, err := os.ReadFile(b.st.Path() + tail)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, text...)
	}
	if !bytes.Contains(files, []byte("signin.begin")) || !bytes.Contains(files, []byte("signin.failed")) {
		t.Fatal("the files hold no audit notes, so this test looks at the wrong ones")
	}
	for what, plain := range map[string]string{"login": liName, "password": liWord, "another login": "wang.fang", "unknown login": "somebody.else",
		"failed password": "a guess that failed", "session": g.Token, "terminal's session": own.Token, "device": device, "ticket": second.Ticket,
		"totp secret": string(secret), "totp secret as text": totp.SecretText(secret), "recovery code": recovery[0],
		"recovery code, normal": unspoken(recovery[0]), "card": card.Token, "card, normal": unspoken(card.Token),
		"activation code": again, "activation code, normal": unspoken(again), "terminal's secret": unspoken(word), "desk code": desk} {
		if plain == "" {
			t.Fatalf("no %s to look for", what)
		}
		if bytes.Contains(files, []byte(plain)) {
			t.Errorf("the %s stands in the database", what)
		}
	}
}
