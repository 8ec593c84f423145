package keys

import (
	"context"
	"errors"
)

// What WrapKey wraps is bound to its purpose by associated data that no file's context begins with: there the first
// byte is the version of the file format.
const wrapMark = "tonghui key: "

// WrapKey wraps a data key that is kept outside of sealed files, such as those of package vault, under the ring's current
// master key. purpose says what for and where it lies: under another one it doesn't unwrap. keyID names the master key and is
// kept beside what is wrapped. The wrapped key has at most 4 KiB.
func (r *Ring) WrapKey(ctx context.Context, purpose string, key []byte) (wrapped []byte, keyID string, err error) {
	if r == nil {
		return nil, "", errors.New("keys: a nil ring wraps nothing")
	}
	if keyID = r.current.ID(); len(keyID) > maxID {
		return nil, "", errors.New("keys: the master key's id is too long")
	}
	wrapped, err = r.current.Wrap(ctx, key, []byte(wrapMark+purpose))
	if err == nil && len(wrapped) > maxWrapped {
		err = errors.New("keys: the wrapped key is too long")
	}
	return wrapped, keyID, err
}

// UnwrapKey gives back what WrapKey wrapped: under the master key that keyID names, current or older, and for the same
// purpose. ErrNoKey and ErrWrongKey say that the ring has no such master key, ErrAltered that this isn't what it wrapped for
// this purpose, ErrService that the key service can't be asked.
func (r *Ring) UnwrapKey(ctx context.Context, purpose, keyID string, wrapped []byte) ([]byte, error) {
	w, err := r.find(keyID)
	if err != nil {
		return nil, err
	}
	return w.Unwrap(ctx, wrapped, []byte(wrapMark+purpose))
}

// Has tells whether the ring can unwrap what the master key of this id wrapped.
func (r *Ring) Has(keyID string) bool {
	_, err := r.find(keyID)
	return err == nil
}
