package money

import "strconv"

// Minus is the sign of negative amounts on screen and paper: U+2212, as wide as a plus, and never broken from
// its number as a hyphen may be.
const Minus = "−"

// Format is the display form with the currency's symbol and grouped digits: ¥1,234.50, −¥0.05, CHF 3.00.
func (m Money) Format() string {
	sign := ""
	if m.Amount < 0 {
		sign = Minus
	}
	symbol := m.Currency.Symbol()
	if symbol == string(m.Currency) && symbol != "" {
		symbol += " "
	}
	return sign + symbol + m.grouped()
}

// FormatEN is the form of English letters: CNY 1,234.50.
func (m Money) FormatEN() string {
	s := string(m.Currency) + " "
	if m.Amount < 0 {
		s += Minus
	}
	return s + m.grouped()
}

// FormatZH is the form of Chinese letters: 人民币1,234.50元, 1,234.50美元.
func (m Money) FormatZH() string {
	s := m.grouped()
	if m.Amount < 0 {
		s = Minus + s
	}
	if m.Currency == "CNY" {
		return "人民币" + s + "元"
	}
	return s + m.Currency.NameZH()
}

// String is Format, so that a Money printed into a sentence reads well.
func (m Money) String() string { return m.Format() }

// Decimal is the plain form for machine files: 1234.50, -0.05, without symbol or grouping.
func (m Money) Decimal() string { return string(m.AppendDecimal(make([]byte, 0, 24))) }

// AppendDecimal appends the plain form; bulk exports use it to spare an allocation per amount.
func (m Money) AppendDecimal(b []byte) []byte {
	if m.Amount < 0 {
		b = append(b, '-')
	}
	return appendDigits(b, magnitude(int64(m.Amount)), m.Currency.Exponent(), false)
}

func (m Money) grouped() string {
	return string(appendDigits(make([]byte, 0, 32), magnitude(int64(m.Amount)), m.Currency.Exponent(), true))
}

// appendDigits writes v with a point before the last exp digits, and commas between groups of three if asked.
func appendDigits(b []byte, v uint64, exp int, group bool) []byte {
	var buf [24]byte
	digits := strconv.AppendUint(buf[:0], v, 10)
	for len(digits) <= exp {
		digits = append(digits, 0)
		copy(digits[1:], digits)
		digits[0] = '0'
	}
	whole := len(digits) - exp
	for i, c := range digits[:whole] {
		if group && i > 0 && (whole-i)%3 == 0 {
			b = append(b, ',')
		}
		b = append(b, c)
	}
	if exp > 0 {
		b = append(b, '.')
		b = append(b, digits[whole:]...)
	}
	return b
}
