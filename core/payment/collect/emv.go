package collect

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"tonghui/base/money"
)

// guid names this bank's template in a code (EMVCo: globally unique identifier, here a reverse domain).
const guid = "cn.tonghui"

// Tags of EMV QRCPS, merchant-presented mode 1.1, tables 3.1 to 3.9.
const (
	tagFormat   = "00"
	tagMethod   = "01" // 11: for ever, 12: for one payment
	tagTemplate = "26" // the first of the templates for any payment network
	tagCategory = "52" // ISO 18245 merchant category code
	tagCurrency = "53" // ISO 4217 numeric
	tagAmount   = "54"
	tagCountry  = "58"
	tagName     = "59"
	tagCity     = "60"
	tagMore     = "62"
	tagCRC      = "63"
	tagLanguage = "64"
)

// networks are the templates that the specification keeps for card schemes.
var networks = map[string]string{"02": "Visa", "03": "Visa", "04": "Mastercard", "05": "Mastercard", "09": "Discover", "10": "Discover",
	"11": "American Express", "12": "American Express", "13": "JCB", "14": "JCB", "15": "银联 UnionPay", "16": "银联 UnionPay"}

// field is a tag and its value.
type field struct{ tag, value string }

// printed is what a code's text says.
type printed struct {
	fields  []field
	code    string       // of this bank; "" another's
	network string       // whose it is, if it isn't ours and the text says so
	amount  money.Amount // 0: the payer says
	once    bool
}

var errText = errors.New("collect: not an EMV code")

// fields splits a text into tag, length and value; lengths count characters (EMV QRCPS 3.2).
func fields(text string) (out []field, err error) {
	for text != "" {
		if len(text) < 4 {
			return nil, errText
		}
		n, err := strconv.ParseUint(text[2:4], 10, 8)
		if err != nil {
			return nil, errText
		}
		f := field{tag: text[:2]}
		text = text[4:]
		end := 0
		for range n {
			_, size := utf8.DecodeRuneInString(text[end:])
			if size == 0 {
				return nil, errText
			}
			end += size
		}
		f.value, text = text[:end], text[end:]
		out = append(out, f)
	}
	return out, nil
}

// put writes a field.
func put(b *strings.Builder, tag, value string) {
	fmt.Fprintf(b, "%s%02d%s", tag, utf8.RuneCountInString(value), value)
}

// checksum is CRC-16/CCITT-FALSE (ISO/IEC 13239, polynomial 1021, initial FFFF) over the text with the checksum's own tag and
// length.
func checksum(text string) string {
	crc := uint16(0xFFFF)
	for i := range len(text) {
		crc ^= uint16(text[i]) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return fmt.Sprintf("%04X", crc)
}

// read reads a code's text: errText for what is none, or damaged.
func read(text string) (*printed, error) {
	at := strings.LastIndex(text, tagCRC+"04")
	if at < 0 || len(text) != at+8 || !strings.EqualFold(text[at+4:], checksum(text[:at+4])) {
		return nil, errText
	}
	all, err := fields(text)
	if err != nil || len(all) == 0 || all[0] != (field{tagFormat, "01"}) {
		return nil, errText
	}
	p := &printed{fields: all}
	for _, f := range all {
		switch {
		case f.tag == tagMethod:
			p.once = f.value == "12"
		case f.tag == tagAmount:
			m, err := money.ParseDecimal(f.value, "CNY")
			if err != nil || m.Amount <= 0 {
				return nil, errText
			}
			p.amount = m.Amount
		case networks[f.tag] != "" && p.network == "":
			p.network = networks[f.tag]
		case f.tag >= tagTemplate && f.tag <= "51":
			inner, err := fields(f.value)
			if err != nil || len(inner) == 0 || inner[0].tag != "00" {
				return nil, errText
			}
			if inner[0].value == guid && len(inner) > 1 && inner[1].tag == "01" {
				p.code = inner[1].value
			} else if p.network == "" {
				p.network = inner[0].value
			}
		}
	}
	return p, nil
}

// write is the text of a code.
func write(c *Code) string {
	var b, inner strings.Builder
	put(&b, tagFormat, "01")
	method := "11"
	if c.Once {
		method = "12"
	}
	put(&b, tagMethod, method)
	put(&inner, "00", guid)
	put(&inner, "01", c.ID.String())
	put(&b, tagTemplate, inner.String())
	put(&b, tagCategory, c.Category)
	put(&b, tagCurrency, "156")
	if c.Amount > 0 {
		put(&b, tagAmount, strconv.FormatInt(int64(c.Amount/100), 10)+"."+fmt.Sprintf("%02d", c.Amount%100))
	}
	put(&b, tagCountry, "CN")
	put(&b, tagName, "TONGHUI "+c.ID.String()[max(0, len(c.ID.String())-8):]) // Latin letters; the true name stands in the language template
	put(&b, tagCity, "BEIJING")
	inner.Reset()
	put(&inner, "00", "ZH")
	put(&inner, "01", cut(c.Title, 25))
	put(&b, tagLanguage, inner.String())
	b.WriteString(tagCRC + "04")
	return b.String() + checksum(b.String())
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
