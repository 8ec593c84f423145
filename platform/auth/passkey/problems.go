package passkey

import (
	"errors"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"

	"tonghui/base/problem"
)

// Refusals of an answer.
var (
	ErrUnreadable = problem.New(problem.Invalid, "passkey.unreadable",
		"The passkey's answer can't be read. Begin again; another browser may help if it happens twice.",
		"无法识别通行密钥的应答。请重新开始；若再次出现，请更换浏览器。")
	ErrOtherSite = problem.New(problem.Refused, "passkey.other_site",
		"This passkey belongs to another site. Check that the address in your browser is the bank's, and use a passkey made there.",
		"该通行密钥属于其他网站。请核对浏览器地址栏是否为本行网址，并使用在本行登记的通行密钥。")
	ErrStale = problem.New(problem.Refused, "passkey.stale",
		"This answer belongs to another question: it was given before, or too late. Begin again.",
		"该应答不属于本次验证：可能已使用过或已超时。请重新开始。")
	ErrUnknown = problem.New(problem.Refused, "passkey.unknown",
		"The bank doesn't know this passkey. Use another one, or sign in with your password.",
		"本行未登记该通行密钥。请使用其他通行密钥，或以口令登录。")
	ErrCloned = problem.New(problem.Refused, "passkey.cloned",
		"This passkey's counter went back, so a copy of it may be in use. Sign in another way, remove the passkey and make a new one.",
		"该通行密钥的计数发生回退，可能存在副本。请以其他方式登录，删除该通行密钥并重新登记。")
	ErrUnverified = problem.New(problem.Refused, "passkey.unverified",
		"The device did not check who you are. Use its PIN, fingerprint or face and try again.",
		"设备未核验使用者身份。请使用设备的 PIN 码、指纹或面容后重试。")
	ErrRefused = problem.New(problem.Refused, "passkey.refused",
		"The passkey's answer is not valid. Begin again; if it fails twice, sign in another way.",
		"通行密钥的应答无效。请重新开始；若再次失败，请以其他方式登录。")
)

// judged makes one of the sentences above of the library's error, which stays as the cause.
func judged(err error) error {
	var own *problem.Error
	if err == nil || errors.As(err, &own) {
		return err
	}
	var unknown *protocol.ErrorUnknownCredential
	if errors.As(err, &unknown) {
		return ErrUnknown.Because(err)
	}
	var p *protocol.Error
	if errors.As(err, &p) {
		switch {
		case strings.Contains(p.Details, "challenge"):
			return ErrStale.Because(err)
		case strings.Contains(p.Details, "origin"), strings.Contains(p.DevInfo, "RP Hash"), strings.Contains(p.Details, "RP Hash"):
			return ErrOtherSite.Because(err)
		case strings.Contains(p.Details, "Unable to find the credential"), strings.Contains(p.Details, "not owned"):
			return ErrUnknown.Because(err)
		}
	}
	return ErrRefused.Because(err)
}
