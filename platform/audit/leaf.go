package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"

	"tonghui/base/calendar"
	"tonghui/platform/store"
)

// The form of a leaf
//
// A leaf is one line of JSON with its keys in the order of Record, absent ones left out. It is written once and then
// only copied, so its bytes are what is hashed; whoever has it can recompute the hash with any tool. What could name a
// person stands in a second line, the private part, with a random salt; the leaf holds its SHA-256. Without the salt
// nothing can be guessed from that.

// Record is a note with its number.
type Record struct {
	Leaf    int64     `json:"leaf"`             // its number; -1 while it waits for one
	ID      store.ID  `json:"id"`               //
	At      time.Time `json:"at"`               // of the update
	Day     string    `json:"day,omitempty"`    // the bank date (会计日期)
	Verb    string    `json:"verb"`             //
	Kind    string    `json:"kind"`             //
	Object  string    `json:"object"`           // for a list of rows: the first id, as 19 digits
	Last    store.ID  `json:"last,omitempty"`   // of a list of rows: the last id
	Count   int64     `json:"count,omitempty"`  // of a list of rows
	Marks   []byte    `json:"marks,omitempty"`  // of a list of rows: the first two bytes of each digest, to find which one was changed
	Version int64     `json:"version,omitzero"` //
	Hat     string    `json:"hat,omitempty"`    // the role under which the person acted
	Client  string    `json:"client,omitempty"` // the API client, terminal or program
	Before  Digest    `json:"before,omitzero"`  //
	After   Digest    `json:"after,omitzero"`   //
	Salted  bool      `json:"salted,omitempty"` // before and after are under the salt
	Private Digest    `json:"private,omitzero"` // of the private part
	Who     *Private  `json:"who,omitempty"`    // the private part itself; nil if there is none or it was erased
	Erased  bool      `json:"erased,omitempty"` //
	Body    []byte    `json:"-"`                // the leaf, as it is hashed
	hash    tlog.Hash // of Body
	private []byte    // the private part, as it is hashed
	salt    []byte    // of before and after; nil if they are not salted, or the salt was erased
}

// Private is what of a record may be erased.
type Private struct {
	Salt     []byte `json:"salt"`
	Person   string `json:"person,omitempty"`
	Behalf   string `json:"behalf,omitempty"`
	Address  string `json:"address,omitempty"`
	Session  string `json:"session,omitempty"`
	Terminal string `json:"terminal,omitempty"`
	Reason   string `json:"reason,omitempty"`
}

// saltSize makes guessing hopeless.
const saltSize = 16

// leafFacts are what appendLeaf writes.
type leafFacts struct {
	id            store.ID
	at            time.Time
	day           calendar.Date
	verb, kind    string
	object        string
	last          store.ID
	count         int64
	marks         []byte
	version       int64
	hat, client   string
	before, after Digest
	salted        bool
	private       Digest
}

func appendLeaf(b []byte, f *leafFacts) []byte {
	b = append(b, `{"id":"`...)
	b = strconv.AppendInt(b, int64(f.id), 10)
	b = append(b, `","at":"`...)
	b = f.at.AppendFormat(b, "2006-01-02T15:04:05.000000Z")
	b = append(b, '"')
	if f.day != 0 {
		b = append(append(append(b, `,"day":"`...), f.day.String()...), '"')
	}
	b = append(append(append(b, `,"verb":"`...), f.verb...), `","kind":"`...)
	b = append(append(append(b, f.kind...), `","object":"`...), f.object...)
	b = append(b, '"')
	if f.count > 0 {
		b = strconv.AppendInt(append(b, `,"last":"`...), int64(f.last), 10)
		b = strconv.AppendInt(append(b, `","count":`...), f.count, 10)
		if len(f.marks) > 0 {
			b = append(base64.StdEncoding.AppendEncode(append(b, `,"marks":"`...), f.marks), '"')
		}
	}
	if f.version != 0 {
		b = strconv.AppendInt(append(b, `,"version":`...), f.version, 10)
	}
	b = appendText(b, `,"hat":`, f.hat)
	b = appendText(b, `,"client":`, f.client)
	b = appendDigest(b, `,"before":"`, f.before)
	b = appendDigest(b, `,"after":"`, f.after)
	if f.salted {
		b = append(b, `,"salted":true`...)
	}
	b = appendDigest(b, `,"private":"`, f.private)
	return append(b, '}')
}

func appendPrivate(b, salt []byte, person string, c *circumstances) []byte {
	b = base64.StdEncoding.AppendEncode(append(b, `{"salt":"`...), salt)
	b = append(b, '"')
	b = appendText(b, `,"person":`, person)
	b = appendText(b, `,"behalf":`, c.behalf)
	b = appendText(b, `,"address":`, c.Address)
	b = appendText(b, `,"session":`, c.Session)
	b = appendText(b, `,"terminal":`, c.Terminal)
	b = appendText(b, `,"reason":`, c.reason)
	return append(b, '}')
}

// appendText writes a key with a text, or nothing for "".
func appendText(b []byte, key, s string) []byte {
	if s == "" {
		return b
	}
	b = append(b, key...)
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			quoted, err := json.Marshal(s)
			if err != nil {
				panic(err) // a string has a JSON form
			}
			return append(b, quoted...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

func appendDigest(b []byte, key string, d Digest) []byte {
	if d.IsZero() {
		return b
	}
	return append(base64.StdEncoding.AppendEncode(append(b, key...), d[:]), '"')
}

// commitment is what a leaf holds of its private part.
func commitment(private []byte) Digest { return sha256.Sum256(private) }

// word finds the text under a key of a leaf without reading the rest. Quotes in texts are escaped, so that `,"key":"`
// stands nowhere else; verb, kind and object hold no escapes.
func word(body []byte, key string) string {
	i := bytes.Index(body, []byte(`,"`+key+`":"`))
	if i < 0 {
		return ""
	}
	rest := body[i+len(key)+5:]
	j := bytes.IndexByte(rest, '"')
	if j < 0 {
		return ""
	}
	return string(rest[:j])
}

// isSalted says whether before and after are under a salt.
func isSalted(body []byte) bool { return bytes.Contains(body, []byte(`,"salted":true`)) }

// number is word for an id.
func number(body []byte, key string) int64 {
	n, err := strconv.ParseInt(word(body, key), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// leafID is the id that a leaf begins with.
func leafID(body []byte) store.ID {
	const begin = `{"id":"`
	if len(body) < len(begin) || string(body[:len(begin)]) != begin {
		return 0
	}
	digits, _, _ := bytes.Cut(body[len(begin):], []byte{'"'})
	id, err := store.ParseID(string(digits))
	if err != nil {
		return 0
	}
	return id
}

// readRecord reads a leaf, its private part and its salt, which may be nil.
func readRecord(leaf int64, body, private, salt []byte) (*Record, error) {
	r := &Record{}
	if err := json.Unmarshal(body, r); err != nil {
		return nil, errDamaged.Because(err)
	}
	r.Leaf, r.Body, r.hash, r.private, r.salt = leaf, body, tlog.RecordHash(body), private, salt
	r.Who, r.Erased = nil, !r.Private.IsZero() && private == nil
	if private != nil {
		r.Who = &Private{}
		if err := json.Unmarshal(private, r.Who); err != nil {
			return nil, errDamaged.Because(err)
		}
	}
	return r, nil
}

// rowObject is the object of a list of rows: its first id with leading zeros, so that objects sort as ids do.
func rowObject(id store.ID) string {
	const digits = 19
	var b [digits]byte
	for i, n := digits-1, int64(id); i >= 0; i, n = i-1, n/10 {
		b[i] = byte('0' + n%10)
	}
	return string(b[:])
}
