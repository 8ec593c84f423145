package tonghui

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tonghui/core/account/restraint"
	"tonghui/core/party"
	"tonghui/platform/auth"
	"tonghui/platform/auth/client"
	"tonghui/platform/auth/totp"
	"tonghui/platform/store"
	"tonghui/platform/store/backup"
	"tonghui/platform/store/keys"
)

// secrets are values that nobody may find where the bank keeps or tells something, by what they are.
type secrets map[string][]byte

// forms are the ways in which a value could stand somewhere without being hidden: as it is, in hex, in base64 wherever its
// bytes begin in a group of three, and as JSON escapes it.
func forms(v []byte) map[string][]byte {
	out := map[string][]byte{"as it is": v, "in hex": []byte(hex.EncodeToString(v)), "in HEX": bytes.ToUpper([]byte(hex.EncodeToString(v)))}
	for name, e := range map[string]*base64.Encoding{"in base64": base64.RawStdEncoding, "in base64url": base64.RawURLEncoding} {
		for shift := range 3 {
			text := e.EncodeToString(append(make([]byte, shift), v...))
			from := []int{0, 2, 3}[shift] // what the bytes before it have a part in
			to := len(text) - []int{0, 1, 1}[(len(v)+shift)%3]
			out[name+" "+strconv.Itoa(shift)] = []byte(text[from:to])
		}
	}
	out["in base32"] = []byte(strings.TrimRight(base32.StdEncoding.EncodeToString(v), "="))
	if escaped := strings.Trim(strconv.QuoteToASCII(string(v)), `"`); escaped != string(v) {
		out["escaped"] = []byte(escaped)
	}
	return out
}

// find is where and how the values stand in a text.
func (s secrets) find(where string, text []byte) (found []string) {
	for what, v := range s {
		for how, form := range forms(v) {
			if bytes.Contains(text, form) {
				found = append(found, fmt.Sprintf("%s stands in %s %s", what, where, how))
			}
		}
	}
	return found
}

// TestForms: the search finds a value in each of the forms, wherever it lies among other bytes.
func TestForms(t *testing.T) {
	value := []byte("110112198804120017")
	s := secrets{"the control": value}
	for shift := range 7 {
		around := append(append(bytes.Repeat([]byte{'#'}, shift), value...), "##"...)
		for how, text := range map[string][]byte{"raw": around, "hex": []byte(hex.EncodeToString(around)), "std": []byte(base64.StdEncoding.EncodeToString(around)),
			"url": []byte(base64.URLEncoding.EncodeToString(around))} {
			if len(s.find("there", text)) == 0 {
				t.Errorf("%s, shifted by %d, isn't found", how, shift)
			}
		}
	}
	if found := s.find("there", []byte("110112198804120018 and nothing else")); found != nil {
		t.Error(found)
	}
}

// planted puts values of every kind into the bank over its API. plain stands in the clear, and is found.
func (a *attacked) planted(t *testing.T) (hidden, plain secrets) {
	hidden, plain = secrets{}, secrets{"the control, a name": []byte("控制值单雄信")}
	number, phone := a.citizenID("19880412"), "13987651234"
	email, address := "fang.wang.1988@private.example", "北京市通州区玉带河东街三百七十七号院九号楼"
	for what, v := range map[string]string{"an identity number": number, "a phone number": phone, "an e-mail address": email, "an address": address} {
		hidden[what] = []byte(v)
	}
	got := a.want(201, "", a.teller, "POST", "/v1/parties?branch=0101", fmt.Sprintf(`{"sort":"person","name":%q,"identifiers":[{"kind":"citizen_id","value":%q}],
		"contacts":[{"kind":"phone","value":%q},{"kind":"email","value":%q},{"kind":"address","value":%q}]}`, plain["the control, a name"], number, phone, email, address))
	p := read[party.Party](a.world, got)
	picture := pictureOf(t, "png")
	hidden["a picture"] = picture[len(picture)-48 : len(picture)-16]
	a.judge(a.do(a.upload(a.teller, "id_front", "image/png", picture)), 201, "", "a picture")
	a.looked(p, number, phone)
	a.entered(hidden)
	a.programs(hidden)
	a.cards(hidden)
	return hidden, plain
}

// looked finds and reveals what was planted: reading leaves no more behind than writing.
func (a *attacked) looked(p party.Party, number, phone string) {
	a.Helper()
	for _, body := range []string{fmt.Sprintf(`{"document":%q}`, number), fmt.Sprintf(`{"phone":%q}`, phone)} {
		if got := a.want(200, "", a.teller, "POST", "/v1/party-searches", body); !strings.Contains(got.text, p.ID.String()) {
			a.Errorf("not found by its number: %s", got.text)
		}
	}
	at := "/v1/parties/" + p.ID.String() + "/reveal"
	for i, v := range append(p.Identifiers, p.Contacts...) {
		got := a.want(200, "", a.teller, "POST", at, fmt.Sprintf(`{"fields":[%q],"reason":"核对证件与联系方式"}`, v.ID))
		if i == 0 && !strings.Contains(got.text, number) {
			a.Errorf("reveal doesn't: %s", got.text)
		}
	}
	a.want(409, "party.identifier_taken", a.teller, "POST", "/v1/parties?branch=0101",
		fmt.Sprintf(`{"sort":"person","name":"冒名","identifiers":[{"kind":"citizen_id","value":%q}]}`, number))
}

// entered signs wang in by all that she has, also wrongly.
func (a *attacked) entered(hidden secrets) {
	a.Helper()
	const login, wrong = "wangfang.private.login", "不是这一句口令 2026"
	got := a.want(200, "", a.admin, "POST", "/v1/auth/users/"+a.wang.String()+"/invite", fmt.Sprintf(`{"login":%q}`, login))
	code := read[struct{ Code string }](a.world, got).Code
	got = a.want(200, "", nobody, "POST", "/v1/auth/activation", fmt.Sprintf(`{"login":%q,"code":%q,"password":%q}`, login, code, a.pass))
	jar, csrf := cookiesOf(got), read[struct{ CSRF string }](a.world, got).CSRF
	her := browser("her", jar, csrf)
	secret := read[struct{ Ticket, Secret string }](a.world, a.want(200, "", her, "POST", "/v1/auth/methods/totp", ""))
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.NewReplacer(" ", "", "-", "").Replace(strings.ToUpper(secret.Secret)))
	a.must(err)
	one, err := totp.Code(raw, a.now())
	a.must(err)
	got = a.want(200, "", her, "POST", "/v1/auth/methods/totp/confirm", fmt.Sprintf(`{"ticket":%q,"code":%q}`, secret.Ticket, one))
	recovery := read[struct{ RecoveryCodes []string }](a.world, got).RecoveryCodes
	a.want(401, "signin.wrong", nobody, "POST", "/v1/auth/password", fmt.Sprintf(`{"login":%q,"password":%q}`, login, wrong))
	got = a.want(200, "", nobody, "POST", "/v1/auth/password", fmt.Sprintf(`{"login":%q,"password":%q}`, login, a.pass))
	ticket := read[struct{ Ticket string }](a.world, got).Ticket
	got = a.want(200, "", nobody, "POST", "/v1/auth/code", fmt.Sprintf(`{"ticket":%q,"code":%q}`, ticket, recovery[0]))
	for _, c := range append(jar, cookiesOf(got)...) {
		hidden["the cookie "+c.Name+" "+c.Value[:4]] = []byte(c.Value)
	}
	for what, v := range map[string]string{"a login name": login, "a password": a.pass, "a wrong password": wrong, "an activation code": code,
		"a token against forgery": csrf, "a one-time secret as text": secret.Secret, "a used recovery code": recovery[0], "a recovery code": recovery[1],
		"a ticket": ticket} {
		hidden[what] = []byte(v)
	}
	hidden["a one-time secret"] = raw
}

// cards issues one, shows a pass and freezes an account: a card's number, a pass and the names of officers are nobody's to read.
func (a *attacked) cards(hidden secrets) {
	a.Helper()
	a.furnish()
	one := a.deposit(a.wang, "0101")
	got := a.want(201, "", a.teller, "POST", "/v1/card/cards?account="+one.ID.String(), `{}`)
	id, err := store.ParseID(read[struct{ ID string }](a.world, got).ID)
	a.must(err)
	on, err := a.Cards.Emboss(a.clerk, id)
	a.must(err)
	hidden["a card's number"] = []byte(on.Number)
	got = a.want(201, "", a.customer, "POST", "/v1/collect/passes", fmt.Sprintf(`{"account":"%s"}`, one.ID))
	hidden["a pass"] = []byte(read[struct{ Number string }](a.world, got).Number)
	officers := []restraint.Officer{{Name: "欧阳执法甲", Number: "A0112001877"}, {Name: "司徒执法乙", Number: "A0112003699"}}
	for _, o := range officers {
		hidden["an officer's name "+o.Name], hidden["an officer's number "+o.Number] = []byte(o.Name), []byte(o.Number)
	}
	scan, err := a.Restraints.Upload(a.clerk, pictureOf(a, "png"))
	a.must(err)
	a.update(func(tx *store.Tx) error {
		_, err := a.Restraints.Do(tx, restraint.Request{Measure: restraint.Freeze, Kind: restraint.Court, Case: "执1号", Account: store.ID(one.ID), Amount: 1_00,
			Paper: restraint.Paper{Authority: "人民法院", Document: "执1号之一", File: scan.Digest, Officers: officers}, Until: tx.Now().AddDate(0, 6, 0)})
		return err
	})
}

// programs registers one, with a secret, and lets it get a token.
func (a *attacked) programs(hidden secrets) {
	a.Helper()
	var id store.ID
	a.update(func(tx *store.Tx) error {
		k, err := a.Clients.Register(tx, client.Registration{Name: "查询程序", Roles: []auth.Role{auth.ClientReader}})
		id = k.ID
		return err
	})
	got := a.want(202, "", a.admin, "POST", "/v1/clients/"+id.String()+"/secret", `{"reason":"首次发放"}`)
	made := read[struct {
		Approval struct{ ID string }
		Secret   string
	}](a.world, got)
	admin2 := a.person("林系", HeadOffice)
	a.hire(admin2, HeadOffice, auth.Admin)
	a.want(200, "", a.wears(admin2, auth.StaffHat), "POST", "/v1/approvals/"+made.Approval.ID+"/approve", `{}`)
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {id.String()}, "client_secret": {made.Secret}}.Encode()
	got = a.want(200, "", nobody, "POST", client.TokenPath, form, "Content-Type", "application/x-www-form-urlencoded")
	token := read[struct {
		Token string `json:"access_token"`
	}](a.world, got).Token
	a.want(200, "", bearer("program", token), "GET", "/v1/ledger/codes", "")
	a.ask(nobody, "POST", client.TokenPath, strings.Replace(form, "client_credentials", "password", 1), "Content-Type", "application/x-www-form-urlencoded")
	hidden["a client's secret"], hidden["an access token"] = []byte(made.Secret), []byte(token)
	got = a.want(200, "", a.admin, "POST", "/v1/auth/terminals", `{"code":"K01","branch":"0101"}`)
	word := read[struct{ Secret string }](a.world, got).Secret
	a.want(200, "", nobody, "POST", "/v1/auth/terminal", fmt.Sprintf(`{"code":"K01","secret":%q}`, word))
	hidden["a terminal's secret"] = []byte(word)
}

// TestNothingLiesOpen plants protected values, secrets and a picture over the API and looks for them in everything that the
// bank keeps or tells: the database with its log of writes, backups, the stored files, the program's log and its metrics.
func TestNothingLiesOpen(t *testing.T) {
	if store.TestDSN() != "" {
		t.Skip("the files of a database server aren't the bank's to search")
	}
	a := newAttacked(t)
	hidden, plain := a.planted(t)
	a.must(os.WriteFile(filepath.Join(a.files, "control"), plain["the control, a name"], 0o600))
	a.log.b.WriteString("a line of the log with " + hex.EncodeToString(plain["the control, a name"]) + "\n")
	for a.sequenced() {
	}
	places := map[string][]byte{"the log": []byte(a.log.String())}
	for where, folder := range map[string]string{"the database": filepath.Dir(a.db), "the stored files": a.files} {
		places[where] = everything(t, folder)
	}
	open, sealed := a.backedUp(t)
	places["a backup"] = open
	for where, text := range places {
		for _, found := range hidden.find(where, text) {
			t.Error(found)
		}
		if found := plain.find(where, text); len(found) != 1 {
			t.Errorf("what stands in %s in the clear is found %d times: the search is blind", where, len(found))
		}
	}
	metrics := a.request(nobody, "GET", "/metrics", "")
	metrics.RemoteAddr = "127.0.0.1:5000"
	got := a.do(metrics)
	if got.status != 200 || !strings.Contains(got.text, "registerParty") {
		t.Errorf("the metrics: %d %.300s", got.status, got.text)
	}
	places = map[string][]byte{"the metrics": []byte(got.text), "a sealed backup": sealed}
	for where, text := range places {
		for _, found := range append(hidden.find(where, text), plain.find(where, text)...) {
			t.Error(found)
		}
	}
	a.must(a.Store.Close())
	for _, found := range hidden.find("the closed database", everything(t, filepath.Dir(a.db))) {
		t.Error(found)
	}
}

// sequenced takes what waits into the audit log, and tells whether there was any.
func (a *attacked) sequenced() bool {
	n, err := a.Audit.Sequence(a.clerk)
	a.must(err)
	return n > 0
}

// everything is the content of all files in a folder, with their names.
func everything(t testing.TB, folder string) (all []byte) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		all = append(all, path+"\n"...)
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all = append(all, b...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// backedUp makes a backup that isn't sealed and unpacks it, and one that is.
func (a *attacked) backedUp(t testing.TB) (open, sealed []byte) {
	t.Helper()
	write := func(ring *keys.Ring) *bytes.Buffer {
		src, err := backup.OpenSQLite(t.Context(), a.db, nil)
		a.must(err)
		defer func() { _ = src.Close() }()
		var b bytes.Buffer
		_, err = backup.Write(t.Context(), &b, src, backup.WriteOptions{Ring: ring, Program: "test"})
		a.must(err)
		return &b
	}
	to := filepath.Join(store.TestDir(t), "restored.db")
	stage, err := backup.RestoreSQLite(t.Context(), write(nil), to, nil)
	a.must(err)
	a.must(stage.Commit())
	master, err := keys.NewMasterKey(bytes.Repeat([]byte{9}, 32))
	a.must(err)
	return everything(t, filepath.Dir(to)), write(keys.NewRing(master)).Bytes()
}
