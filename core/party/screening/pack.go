package screening

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
)

// block is some entries of a version as a row keeps them.
type block struct {
	first  int
	packed []byte
}

// Limits of a block, in bytes: of the JSON before deflating, which may grow what can't be made smaller a little.
const (
	maxBlock    = 24_000
	maxUnpacked = 1 << 20
)

// pack divides entries into blocks. An entry too large for one loses its remarks, then aliases.
func pack(entries []Entry) (out []block, err error) {
	var text bytes.Buffer
	first := 0
	flush := func(next int) error {
		if text.Len() == 0 {
			return nil
		}
		var z bytes.Buffer
		w, err := flate.NewWriter(&z, flate.BestSpeed)
		if err != nil {
			return err
		}
		if _, err := w.Write(text.Bytes()); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		out = append(out, block{first, z.Bytes()})
		first = next
		text.Reset()
		return nil
	}
	for i := range entries {
		b, err := json.Marshal(&entries[i])
		if err != nil {
			return nil, err
		}
		if len(b) > maxBlock {
			short := entries[i]
			short.Remarks, short.Weak = "", nil
			short.Names = short.Names[:min(len(short.Names), 20)]
			entries[i] = short
			if b, err = json.Marshal(&short); err != nil || len(b) > maxBlock {
				return nil, ErrFileNoName.With(short.Line)
			}
		}
		if text.Len()+len(b) > maxBlock {
			if err := flush(i); err != nil {
				return nil, err
			}
		}
		text.Write(append(b, '\n'))
	}
	return out, flush(len(entries))
}

// unpack reads a block's entries.
func unpack(dst []Entry, packed []byte) ([]Entry, error) {
	d := json.NewDecoder(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxUnpacked))
	for {
		var e Entry
		switch err := d.Decode(&e); err {
		case nil:
			dst = append(dst, e)
		case io.EOF:
			return dst, nil
		default:
			return nil, fmt.Errorf("screening: a block of entries is damaged: %w", err)
		}
	}
}
