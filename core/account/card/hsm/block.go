package hsm

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des" //nolint:gosec // ISO 9564-1 formats 0 and 3 are defined for TDES
	"crypto/rand"
)

// digits says whether s has only digits, between low and high of them.
func digits(s string, low, high int) bool {
	if len(s) < low || len(s) > high {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// nibble sets the i-th half byte, from the left.
func nibble(b []byte, i int, v byte) {
	if i%2 == 0 {
		b[i/2] = b[i/2]&0x0f | v<<4
	} else {
		b[i/2] = b[i/2]&0xf0 | v&0x0f
	}
}

func half(b []byte, i int) byte {
	if i%2 == 0 {
		return b[i/2] >> 4
	}
	return b[i/2] & 0x0f
}

func xor(into, with []byte) {
	for i := range into {
		into[i] ^= with[i]
	}
}

func wipe(b []byte) { clear(b) }

// panField3 is the PAN field of formats 0 and 3: the twelve rightmost digits without the check digit, behind four zeros.
func panField3(pan string) []byte {
	b := make([]byte, 8)
	twelve := pan[len(pan)-13 : len(pan)-1]
	for i := range 12 {
		nibble(b, 4+i, twelve[i]-'0')
	}
	return b
}

// panField4 is the PAN field of format 4: the number of digits beyond twelve, then the number, then zeros.
func panField4(pan string) []byte {
	for len(pan) < 12 {
		pan = "0" + pan
	}
	b := make([]byte, 16)
	nibble(b, 0, byte(len(pan)-12))
	for i := range len(pan) {
		nibble(b, 1+i, pan[i]-'0')
	}
	return b
}

// pinField is the plain PIN field, 8 bytes for formats 0 and 3, 16 for format 4.
func pinField(f Format, pin, random []byte) []byte {
	size := 8
	if f == Format4 {
		size = 16
	}
	b := make([]byte, size)
	nibble(b, 0, byte(f))
	nibble(b, 1, byte(len(pin)))
	for i := range 14 {
		v := byte(0x0f)
		switch {
		case i < len(pin):
			v = pin[i] - '0'
		case f == Format3:
			v = 0x0a + half(random, i)%6
		case f == Format4:
			v = 0x0a
		}
		nibble(b, 2+i, v)
	}
	if f == Format4 {
		copy(b[8:], random[:8])
	}
	return b
}

// readField takes the PIN out of a plain PIN field and looks at every fill digit.
func readField(f Format, b []byte) ([]byte, error) {
	n := int(half(b, 1))
	if half(b, 0) != byte(f) || n < 4 || n > 12 {
		return nil, ErrBlock
	}
	pin := make([]byte, 0, n)
	for i := range 14 {
		v := half(b, 2+i)
		switch {
		case i < n:
			if v > 9 {
				return nil, ErrBlock
			}
			pin = append(pin, '0'+v)
		case f == Format0 && v != 0x0f, f == Format3 && v < 0x0a, f == Format4 && v != 0x0a:
			return nil, ErrBlock
		}
	}
	return pin, nil
}

// tdes is the cipher of a TDES key of two or three parts.
func tdes(key []byte) (cipher.Block, error) {
	if len(key) == 16 {
		key = append(append(make([]byte, 0, 24), key...), key[:8]...)
	}
	return des.NewTripleDESCipher(key) //nolint:gosec // the formats and values of the card networks are defined for it
}

// cipherOf is the cipher that a format prescribes.
func cipherOf(f Format, key []byte) (cipher.Block, error) {
	switch f {
	case Format0, Format3:
		if len(key) != 16 && len(key) != 24 {
			return nil, ErrKey
		}
		return tdes(key)
	case Format4:
		return aes.NewCipher(key)
	}
	return nil, ErrFormat
}

// boundOK says whether a block of the format can be bound to these digits.
func boundOK(f Format, pan string) bool {
	if f == Format4 {
		return digits(pan, 1, 19)
	}
	return digits(pan, 13, 19)
}

// encipher makes a PIN block by ISO 9564-1. random has at least 8 bytes; tests give fixed ones.
func encipher(f Format, key, pin []byte, pan string, random []byte) ([]byte, error) {
	if !digits(string(pin), 4, 12) {
		return nil, ErrBlock
	}
	if !boundOK(f, pan) {
		return nil, ErrDigits
	}
	c, err := cipherOf(f, key)
	if err != nil {
		return nil, err
	}
	b := pinField(f, pin, random)
	if f == Format4 { // 9.4.2.3: encipher, bind to the number, encipher
		c.Encrypt(b, b)
		xor(b, panField4(pan))
	} else {
		xor(b, panField3(pan))
	}
	c.Encrypt(b, b)
	return b, nil
}

// decipher gives the PIN of a block. The caller wipes it.
func decipher(f Format, key, block []byte, pan string) ([]byte, error) {
	if !boundOK(f, pan) {
		return nil, ErrDigits
	}
	c, err := cipherOf(f, key)
	if err != nil {
		return nil, err
	}
	if len(block) != c.BlockSize() {
		return nil, ErrBlock
	}
	b := make([]byte, len(block))
	defer wipe(b)
	c.Decrypt(b, block)
	if f == Format4 {
		xor(b, panField4(pan))
		c.Decrypt(b, b)
	} else {
		xor(b, panField3(pan))
	}
	return readField(f, b)
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
	return b
}
