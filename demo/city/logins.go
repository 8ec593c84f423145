package city

import (
	"context"
	"encoding/base32"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"tonghui/platform/auth"
	"tonghui/platform/auth/totp"
	"tonghui/platform/store"
)

// LineKind is what a login is.
type LineKind string

// The kinds of logins.
const (
	UserLine     LineKind = "user"     // a person: login name and the published password
	TerminalLine LineKind = "terminal" // a terminal: its code and the word with which it signs itself in
	CardLine     LineKind = "card"     // a card at a terminal: its token and PIN
	ClientLine   LineKind = "client"   // a program: its id and secret
)

// Line is one login of the demo city.
type Line struct {
	Kind    LineKind   `json:"kind"`
	Face    auth.Face  `json:"face,omitempty"` // where to begin; "" for a program
	Login   string     `json:"login"`
	Word    string     `json:"word,omitempty"`    // secret or PIN; "" for users, who have the Password
	OTPAuth string     `json:"otpauth,omitempty"` // for an authenticator app, where one-time codes are asked for
	Person  auth.Party `json:"person,omitzero"`
	ZH      string     `json:"aboutZh"`
	EN      string     `json:"aboutEn"`
}

// Code is the one-time code at a moment, "" if none is asked for.
func (l *Line) Code(at time.Time) (string, error) {
	if l.OTPAuth == "" {
		return "", nil
	}
	u, err := url.Parse(l.OTPAuth)
	if err != nil {
		return "", err
	}
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.TrimRight(u.Query().Get("secret"), "="))
	if err != nil {
		return "", err
	}
	return totp.Code(secret, at)
}

// Logins are how to get into the demo city.
type Logins struct {
	Password string `json:"password"` // of all users
	Lines    []Line `json:"lines"`
	now      func() time.Time
}

// Logins reads them, as Build answers them.
func (c *City) Logins(ctx context.Context) (*Logins, error) {
	l := &Logins{Password: Password, now: c.Store.Now}
	err := c.Store.View(ctx, func(v *store.View) (err error) {
		l.Lines, err = lines(v)
		return err
	})
	return l, err
}

// Code is the one-time code of a login now, for whoever has no authenticator app at hand: tonghui demo code LOGIN.
func (l *Logins) Code(login string) (string, error) {
	for i := range l.Lines {
		if l.Lines[i].Login == login && l.Lines[i].OTPAuth != "" {
			return l.Lines[i].Code(l.now())
		}
	}
	return "", errNoCode.With(login)
}

// begin are the logins to begin with: each duty once.
var begin = []string{"lijing", "wangjianjun", "huanglan", "hujunfeng", "dongqing", "sunli", "zhengguangming", "fengyan", "hanbing", "tanghui",
	"songwei", "luoping", "chenjianguo", "zhaomin"}

// Brief is a list of a few logins for a terminal, each duty once, with the present one-time codes. Text has all.
func (l *Logins) Brief() string {
	var b strings.Builder
	fmt.Fprintf(&b, "demo logins / 演示登录    password / 口令  %s\n", l.Password)
	for i := range l.Lines {
		n := &l.Lines[i]
		face, word := string(n.Face), n.Word
		if face == "" {
			face = "api"
		}
		if n.Kind == "" || face != "kiosk" && face != "api" && !slices.Contains(begin, n.Login) {
			continue
		}
		if code, err := n.Code(l.now()); err == nil && n.OTPAuth != "" {
			word = "code / 动态码 " + code
		}
		fmt.Fprintf(&b, "  %-11s %-20s %s\n", face, n.Login, n.ZH)
		if word != "" {
			fmt.Fprintf(&b, "  %-11s %-20s %s\n", "", "", word)
		}
	}
	return b.String()
}

// Text is the list for a terminal, a line a login; where one-time codes are asked for with the present one and the address
// for an authenticator app.
func (l *Logins) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "demo logins, password / 演示登录，口令  %s\n", l.Password)
	for i := range l.Lines {
		n := &l.Lines[i]
		face := string(n.Face)
		if face == "" {
			face = "api"
		}
		fmt.Fprintf(&b, "  %-11s %-14s %s / %s\n", face, n.Login, n.ZH, n.EN)
		if n.Word != "" {
			fmt.Fprintf(&b, "  %-11s %-14s %s\n", "", "", n.Word)
		}
		if n.OTPAuth == "" {
			continue
		}
		if code, err := n.Code(l.now()); err == nil {
			fmt.Fprintf(&b, "  %-11s %-14s code / 动态码 %s  %s\n", "", "", code, n.OTPAuth)
		}
	}
	return b.String()
}
