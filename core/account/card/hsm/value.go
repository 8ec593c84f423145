package hsm

// pvv is the PIN verification value by Visa's method: the eleven digits before the number's check digit, the key's index and the
// first four digits of the PIN under TDES, and of that the first four decimal digits, then letters less ten.
func pvv(key []byte, index byte, pin []byte, pan string) (string, error) {
	if !digits(pan, 12, 19) || !digits(string(pin), 4, 12) {
		return "", ErrDigits
	}
	c, err := tdes(key)
	if err != nil {
		return "", err
	}
	b := make([]byte, 8)
	defer wipe(b)
	text := pan[len(pan)-12:len(pan)-1] + string(index)
	for i := range 12 {
		nibble(b, i, text[i]-'0')
	}
	for i := range 4 {
		nibble(b, 12+i, pin[i]-'0')
	}
	c.Encrypt(b, b)
	return decimal(b, 4), nil
}

// cvv is the card verification value: number, expiry and service code, left in two blocks; the first under the left half of the
// key, with the second under the whole, and of that the first three decimal digits.
func cvv(key []byte, pan, expiry, service string) (string, error) {
	if !digits(pan, 12, 19) || !digits(expiry, 4, 4) || !digits(service, 3, 3) {
		return "", ErrDigits
	}
	if len(key) != 16 {
		return "", ErrKey
	}
	text := pan + expiry + service
	b := make([]byte, 16)
	for i := range len(text) {
		nibble(b, i, text[i]-'0')
	}
	left := append(append(append([]byte{}, key[:8]...), key[:8]...), key[:8]...) // single DES as TDES with one part three times
	one, err := tdes(left)
	if err != nil {
		return "", err
	}
	all, err := tdes(key)
	if err != nil {
		return "", err
	}
	out := b[:8]
	one.Encrypt(out, out)
	xor(out, b[8:])
	all.Encrypt(out, out)
	return decimal(out, 3), nil
}

// decimal takes the first n decimal digits of a hexadecimal text, then its letters less ten.
func decimal(b []byte, n int) string {
	out := make([]byte, 0, n)
	for _, low := range []byte{0, 10} {
		for i := 0; i < 2*len(b) && len(out) < n; i++ {
			if v := half(b, i); v >= low && v < low+10 {
				out = append(out, '0'+v-low)
			}
		}
	}
	return string(out)
}

// weak is a PIN that nobody should have.
func weak(pin []byte, number string) bool {
	if len(pin) != 6 || string(pin) == number[len(number)-6:] {
		return true
	}
	same, up, down := true, true, true
	for i := 1; i < len(pin); i++ {
		step := int(pin[i]) - int(pin[i-1])
		same, up, down = same && step == 0, up && step == 1, down && step == -1
	}
	return same || up || down
}
