package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"regexp"
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/auth"
	"tonghui/platform/auth/limit"
	"tonghui/platform/store"
)

var terminalCode = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,23}$`)

// Terminal is a self-service terminal (自助终端) as administrators see one.
type Terminal struct {
	ID     store.ID    `json:"id"`
	Code   string      `json:"code" example:"K01"`
	Branch auth.Branch `json:"branch" example:"0101"`
	State  string      `json:"state" enum:"active,stopped"`
}

// AddTerminal makes a terminal known, in capital letters, digits and hyphens, and gives the secret with which it signs itself in.
func (s *SignIn) AddTerminal(tx *store.Tx, code string, branch auth.Branch) (id store.ID, word string, err error) {
	if !terminalCode.MatchString(code) {
		return 0, "", ErrTerminalCode
	}
	word = spoken()
	t := terminal{id: tx.NewID(), code: code, secret: spokenDigest(word), branch: branch, state: Active}
	if err := insertTerminal(tx, &t); errors.Is(err, store.ErrDuplicate) {
		return 0, "", ErrTerminalTaken
	} else if err != nil {
		return 0, "", err
	}
	return t.id, word, s.noteTerminal(tx, "terminal_add", &t)
}

func (s *SignIn) noteTerminal(tx *store.Tx, verb string, t *terminal) error {
	return s.cfg.Audit.Note(tx, audit.Note{Verb: "signin." + verb, Kind: "signin.terminal", Object: t.id.String()})
}

// StopTerminal keeps a terminal out, and whoever is signed in at it, at once.
func (s *SignIn) StopTerminal(tx *store.Tx, id store.ID) error {
	n, err := stopTerminal(tx, id)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrNoTerminal
	}
	all, err := liveAt(tx, id, tx.Now())
	if err != nil {
		return err
	}
	for _, at := range all {
		if err := s.end(tx, at, "stopped"); err != nil {
			return err
		}
	}
	return s.noteTerminal(tx, "terminal_stop", &terminal{id: id})
}

// Terminals are a page of them.
func (s *SignIn) Terminals(ctx context.Context, after store.ID, limit int) (out []Terminal, err error) {
	err = s.view(ctx, func(v *store.View) error {
		found, err := terminalsAfter(v, after, limit)
		for _, t := range found {
			state := "active"
			if t.state != Active {
				state = "stopped"
			}
			out = append(out, Terminal{t.id, t.code, t.branch, state})
		}
		return err
	})
	return out, err
}

// SignInTerminal opens a terminal's own session, which may show the start page and let people in.
func (s *SignIn) SignInTerminal(ctx context.Context, c Caller, code, word string) (*Grant, error) {
	if err := s.allowed(c, 0); err != nil {
		return nil, err
	}
	given := spokenDigest(word)
	token, _ := secret()
	var g *Grant
	err := s.st.Update(s.at(ctx, c), func(tx *store.Tx) error {
		t, ok, err := terminalByCode(tx, code)
		if err != nil {
			return err
		}
		if !ok || t.state != Active || subtle.ConstantTimeCompare(t.secret[:], given[:]) != 1 {
			return ErrTerminal
		}
		n := &Session{ID: tx.NewID(), Terminal: t.id, Client: "kiosk-" + t.code, Level: auth.LevelStrong, Method: "terminal", Address: c.Address,
			Agent: c.Agent, ProvedAt: tx.Now(), MadeAt: tx.Now(), EndsAt: tx.Now().Add(s.cfg.Terminal), token: digestOf(token),
			idle: s.cfg.Terminal, branch: t.branch, code: t.code}
		n.seen.Store(tx.Now().UnixMicro())
		if err := insertSession(tx, n); err != nil {
			return err
		}
		g = &Grant{Session: n, Token: token}
		return s.noteTerminal(tx, "terminal_begin", &t)
	})
	if errors.Is(err, ErrTerminal) {
		return nil, errors.Join(s.failed(ctx, c, 0, "terminal"), err)
	}
	return g, err
}

// terminalOf is the terminal at which the caller stands.
func (s *SignIn) terminalOf(ctx context.Context, c Caller) (*terminal, error) {
	if c.Terminal == "" {
		return nil, ErrTerminal
	}
	n, _, err := s.look(ctx, digestOf(c.Terminal), s.st.Now())
	if err != nil {
		return nil, ErrTerminal.Because(err)
	}
	if n.Person != 0 || n.Terminal == 0 {
		return nil, ErrTerminal
	}
	return &terminal{id: n.Terminal, code: n.code, branch: n.branch}, nil
}

// Cards are the bank's own cards with their PINs. Enter answers whose card it is, ErrCard or ErrCardLocked; it counts the tries.
type Cards interface {
	Enter(ctx context.Context, number, pin string) (auth.Party, error)
}

// bankCard is the form of a card's number (ISO/IEC 7812-1).
var bankCard = regexp.MustCompile(`^[0-9]{13,19}$`)

func (s *SignIn) bankCard(ctx context.Context, c Caller, t *terminal, number, pin string) (*Grant, error) {
	party, err := s.cfg.Cards.Enter(ctx, number, pin)
	if errors.Is(err, ErrCard) || errors.Is(err, ErrCardLocked) {
		return nil, errors.Join(s.failed(ctx, c, party, "card"), err)
	}
	if err != nil {
		return nil, err
	}
	o, err := s.opens(ctx, c, party, auth.LevelTwo, "card")
	if err != nil {
		return nil, err
	}
	o.terminal = t
	return s.grant(ctx, c, o, func(*store.Tx) error { return nil })
}

// AdmitHolder makes a party a user if she is none: without a login name she gets in at terminals only, by card.
func (s *SignIn) AdmitHolder(tx *store.Tx, party auth.Party) error {
	_, ok, err := lockUser(tx, party)
	if err != nil || ok {
		return err
	}
	if err := insertUser(tx, newUser(tx, party)); err != nil {
		return err
	}
	return s.note(tx, "holder_admit", party, "")
}

// TestCard is a card for banks that issue none: a token that stands for the chip, and a PIN.
type TestCard struct {
	Token, PIN string
	hash       string
}

// MakeTestCard makes a card, whose PIN is hashed before any update.
func (s *SignIn) MakeTestCard(ctx context.Context) (c TestCard, err error) {
	c = TestCard{Token: spoken(), PIN: digits(6)}
	c.hash, err = s.cfg.Hasher.Hash(ctx, c.PIN)
	return c, err
}

// IssueTestCard binds a card to a party, who becomes a user if she is none: without a login name she gets in at terminals only.
func (s *SignIn) IssueTestCard(tx *store.Tx, party auth.Party, c TestCard) error {
	if _, ok, err := lockUser(tx, party); err != nil {
		return err
	} else if !ok {
		if err := insertUser(tx, newUser(tx, party)); err != nil {
			return err
		}
	}
	if err := insertCard(tx, &card{id: tx.NewID(), party: party, pin: c.hash}, spokenDigest(c.Token)); err != nil {
		return err
	}
	return s.note(tx, "card_issue", party, "")
}

// UnlockCards gives a party's locked cards their tries back.
func (s *SignIn) UnlockCards(tx *store.Tx, party auth.Party) error {
	n, err := unlockCards(tx, party)
	if err != nil || n == 0 {
		return err
	}
	return s.note(tx, "card_unlock", party, "")
}

// maxPINs is how many wrong PINs lock a card.
const maxPINs = 3

// Card signs in at a terminal by card and PIN (LevelTwo). A try is counted before it is judged; three wrong ones lock the card,
// which takes the card, so that nobody elsewhere can do it.
func (s *SignIn) Card(ctx context.Context, c Caller, token, pin string) (*Grant, error) {
	t, err := s.terminalOf(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := s.allowedAt(t); err != nil {
		return nil, err
	}
	if s.cfg.Cards != nil && bankCard.MatchString(token) {
		return s.bankCard(ctx, c, t, token, pin)
	}
	id := spokenDigest(token)
	var held card
	var found bool
	if err := s.st.Update(ctx, func(tx *store.Tx) (err error) {
		if held, found, err = lockCard(tx, id); err != nil || !found || held.state != Active {
			return err
		}
		next := held
		if next.tries++; next.tries >= maxPINs {
			next.state = Suspended
		}
		return writeCard(tx, &next)
	}); err != nil {
		return nil, err
	}
	if !found {
		if err := s.cfg.Hasher.VerifyNobody(ctx, pin); err != nil {
			return nil, err
		}
		return nil, errors.Join(s.failed(ctx, c, 0, "card"), ErrCard)
	}
	if held.state != Active {
		return nil, errors.Join(s.failed(ctx, c, held.party, "card locked"), ErrCardLocked)
	}
	right, _, err := s.cfg.Hasher.Verify(ctx, pin, held.pin)
	if err != nil {
		return nil, err
	}
	if !right {
		return nil, errors.Join(s.failed(ctx, c, held.party, "card"), ErrCard)
	}
	o, err := s.opens(ctx, c, held.party, auth.LevelTwo, "card")
	if err != nil {
		return nil, err
	}
	o.terminal = t
	return s.grant(ctx, c, o, func(tx *store.Tx) error {
		now, ok, err := lockCard(tx, id)
		if err != nil || !ok {
			return err
		}
		now.tries, now.state = 0, Active
		return writeCard(tx, &now)
	})
}

func (s *SignIn) allowedAt(t *terminal) error {
	if wait, ok := s.perNet.Allow("terminal "+t.id.String(), s.st.Now()); !ok {
		return limit.Refuse(wait)
	}
	return nil
}

// deskWithin is how long a code from the counter is good.
const deskWithin = 10 * time.Minute

// IssueCode gives a person a code of eight digits for a terminal, good once and for ten minutes: who hands it over has looked at
// the person and the document.
func (s *SignIn) IssueCode(tx *store.Tx, person auth.Party) (code string, err error) {
	code = digits(8)
	err = insertTicket(tx, &ticket{id: deskTicket(person), kind: forDesk, person: person, until: tx.Now().Add(deskWithin),
		data: s.cfg.Vault.Mark(markDesk, person.String()+" "+code)})
	if err != nil {
		return "", err
	}
	return code, s.note(tx, "code_issue", person, "")
}

// deskTicket is where a person's code stands; a new one takes the place of the old.
func deskTicket(person auth.Party) digest { return digestOf("desk " + person.String()) }

// Document signs in at a terminal by the number of an identity document and a second factor: a one-time code of the person's
// app, or a code from the counter. An unknown number is answered like a wrong code.
func (s *SignIn) Document(ctx context.Context, c Caller, number, code string) (*Grant, error) {
	t, err := s.terminalOf(ctx, c)
	if err != nil {
		return nil, err
	}
	if s.cfg.Documents == nil {
		return nil, ErrDocument
	}
	if err := s.allowedAt(t); err != nil {
		return nil, err
	}
	var person auth.Party
	var found bool
	if err := s.view(ctx, func(v *store.View) (err error) {
		person, found, err = s.cfg.Documents.PersonByDocument(ctx, v, number)
		return err
	}); err != nil {
		return nil, err
	}
	counters := []counter{counterOf(ownNet, []byte("document"), s.cfg.Vault.Mark("signin.document", number), []byte(t.id.String()))}
	if err := s.st.Update(ctx, func(tx *store.Tx) error { return count(tx, counters) }); err != nil {
		return nil, err
	}
	if !found {
		return nil, errors.Join(s.failed(ctx, c, 0, "document"), ErrDocument)
	}
	right, err := s.deskCode(ctx, person, code)
	if err != nil {
		return nil, err
	}
	var app []byte
	if !right {
		if app, err = s.totpOf(ctx, person); err != nil {
			return nil, errors.Join(s.failed(ctx, c, person, "document"), ErrDocument)
		}
	}
	o, err := s.opens(ctx, c, person, auth.LevelTwo, "document")
	if err != nil {
		return nil, err
	}
	o.terminal, o.counters = t, counters
	g, err := s.grant(ctx, c, o, func(tx *store.Tx) error {
		if right {
			return nil
		}
		if ok, err := useCode(tx, person, app, code); err != nil || ok {
			return err
		}
		return ErrDocument
	})
	if errors.Is(err, ErrDocument) {
		return nil, errors.Join(s.failed(ctx, c, person, "document"), err)
	}
	return g, err
}

// deskCode uses a code from the counter up; five wrong ones end it.
func (s *SignIn) deskCode(ctx context.Context, person auth.Party, code string) (right bool, err error) {
	marks := s.cfg.Vault.Marks(markDesk, person.String()+" "+code)
	err = s.st.Update(ctx, func(tx *store.Tx) error {
		right = false
		t, err := tryTicket(tx, deskTicket(person), forDesk)
		if errors.Is(err, ErrTicket) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, m := range marks {
			right = right || subtle.ConstantTimeCompare(m, t.data) == 1
		}
		if !right {
			return nil
		}
		return deleteTicket(tx, t.id)
	})
	return right, err
}
