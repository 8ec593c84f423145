package ident

// unmarshal sets a number from text by its own parser and leaves it alone on refusal.
func unmarshal[T any](to *T, b []byte, parse func(string) (T, error)) error {
	v, err := parse(string(b))
	if err != nil {
		return err
	}
	*to = v
	return nil
}
