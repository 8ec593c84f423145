package party

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"io"
	"slices"
	"time"

	"tonghui/platform/blob"
	"tonghui/platform/store"
)

// Documents that pictures are of.
var documentKinds = []string{"id_front", "id_back", "passport", "permit", "licence", "seal", "portrait", "address_proof", "contract", "other"}

// MaxDocument bounds a document's file, in bytes.
const MaxDocument = 8 << 20

// maxDocuments is how many a party has at a time.
const maxDocuments = 100

// Document is an attached picture of a document; its bytes are had by Reveal only.
type Document struct {
	ID      ID        `json:"id"`
	Kind    string    `json:"kind" enum:"id_front,id_back,passport,permit,licence,seal,portrait,address_proof,contract,other"`
	Media   string    `json:"media" enum:"image/jpeg,image/png,application/pdf"`
	Size    int64     `json:"size" doc:"Bytes."`
	Since   time.Time `json:"since"`
	GivenBy string    `json:"givenBy"`

	digest blob.Digest
	origin ID
}

// Upload keeps a picture of a document and attaches it to a party. The bytes say what the file is; a name has no part in it.
// Errors: ErrDocumentType for what isn't wholly of one of the three types, ErrDocumentSize, ErrDocumentKind.
func (p *Parties) Upload(ctx context.Context, id ID, kind, declared string, body []byte) (d Document, err error) {
	if !slices.Contains(documentKinds, kind) {
		return d, at(ErrDocumentKind, "query:kind")
	}
	if len(body) > MaxDocument {
		return d, ErrDocumentSize.With(MaxDocument)
	}
	media := sniff(body)
	if media == "" || declared != "" && declared != media || p.opt.Files == nil {
		return d, ErrDocumentType
	}
	if _, err := view(ctx, p, func(v *store.View) (record, error) { return recordByID(v, id) }); err != nil {
		return d, err
	}
	ref, err := p.opt.Files.Put(ctx, bytes.NewReader(body), blob.Options{MediaType: media, MaxBytes: MaxDocument})
	if err != nil {
		return d, err
	}
	err = p.st.Update(ctx, func(tx *store.Tx) error {
		d = Document{ID: tx.NewID(), Kind: kind, Media: media, Size: ref.Size, Since: tx.Now(), GivenBy: actor(tx), digest: ref.Digest}
		_, err := p.change(ctx, tx, id, "attach", func(*record) (string, error) {
			have, err := documentsOf(tx, id)
			if err != nil {
				return "", err
			}
			if len(have) >= maxDocuments {
				return "", ErrTooMany.With(maxDocuments)
			}
			if err := p.opt.Files.Attach(tx, ref); err != nil {
				return "", err
			}
			return kind, insertDocument(tx, id, &d)
		})
		return err
	})
	return d, err
}

// RemoveDocument takes a picture away from a party. Its row stays, and so does the file until its retention is over.
func (p *Parties) RemoveDocument(ctx context.Context, tx *store.Tx, id, document ID) (Party, error) {
	return p.change(ctx, tx, id, "detach", func(*record) (string, error) {
		have, err := documentsOf(tx, id)
		if err != nil {
			return "", err
		}
		i := slices.IndexFunc(have, func(d Document) bool { return d.ID == document })
		if i < 0 {
			return "", ErrUnknownValue
		}
		return have[i].Kind, endDocument(tx, document)
	})
}

// bytesOf reads a document's file.
func (p *Parties) bytesOf(ctx context.Context, d *Document) ([]byte, error) {
	r, _, err := p.opt.Files.Get(ctx, d.digest)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, MaxDocument+1))
}

// sniff says what a file is by walking through its structure, or "" for what isn't wholly one of the three types: a file that
// begins as a picture and goes on as something else (polyglot) is none.
func sniff(b []byte) string {
	switch {
	case wholePNG(b):
		return "image/png"
	case wholeJPEG(b):
		return "image/jpeg"
	case wholePDF(b):
		return "application/pdf"
	}
	return ""
}

// wholePNG walks the chunks from IHDR to IEND, with their check sums.
func wholePNG(b []byte) bool {
	rest, ok := bytes.CutPrefix(b, []byte("\x89PNG\r\n\x1a\n"))
	if !ok {
		return false
	}
	for first, data := true, false; len(rest) >= 12; first = false {
		n := uint64(binary.BigEndian.Uint32(rest))
		if n > uint64(len(rest)-12) {
			return false
		}
		kind := string(rest[4:8])
		if first != (kind == "IHDR") || crc32.ChecksumIEEE(rest[4:8+n]) != binary.BigEndian.Uint32(rest[8+n:]) {
			return false
		}
		data = data || kind == "IDAT"
		if rest = rest[12+n:]; kind == "IEND" {
			return data && len(rest) == 0
		}
	}
	return false
}

// wholeJPEG walks the segments from SOI to EOI.
func wholeJPEG(b []byte) bool {
	if len(b) < 4 || b[0] != 0xFF || b[1] != 0xD8 {
		return false
	}
	for i, scanned := 2, false; i+1 < len(b); {
		if b[i] != 0xFF {
			return false
		}
		m := b[i+1]
		switch {
		case m == 0xFF: // fill
			i++
			continue
		case m == 0xD9: // EOI
			return scanned && i+2 == len(b)
		case m == 0x01 || m >= 0xD0 && m <= 0xD7:
			i += 2
			continue
		case m < 0xC0 || i+4 > len(b):
			return false
		}
		n := int(binary.BigEndian.Uint16(b[i+2:]))
		if n < 2 || i+2+n > len(b) {
			return false
		}
		if i += 2 + n; m == 0xDA { // the scan's data end at the next marker that isn't stuffed
			scanned = true
			for i+1 < len(b) && (b[i] != 0xFF || b[i+1] == 0 || b[i+1] >= 0xD0 && b[i+1] <= 0xD7) {
				i++
			}
		}
	}
	return false
}

// active are the names in a PDF that make a reader do something.
var active = [][]byte{[]byte("/JavaScript"), []byte("/JS"), []byte("/Launch"), []byte("/EmbeddedFile"), []byte("/OpenAction"),
	[]byte("/AA"), []byte("/RichMedia"), []byte("/XFA")}

// markup are words with which a page or a script begins; none of them has a place at the head of a document.
var markup = [][]byte{[]byte("<html"), []byte("<script"), []byte("<svg"), []byte("<!doctype"), []byte("<?xml"), []byte("<?php")}

// wholePDF takes a file that is a PDF from its first byte to its end mark, without what a reader would run.
func wholePDF(b []byte) bool {
	if !bytes.HasPrefix(b, []byte("%PDF-1.")) && !bytes.HasPrefix(b, []byte("%PDF-2.")) {
		return false
	}
	end := bytes.LastIndex(b, []byte("%%EOF"))
	if end < 0 || len(bytes.TrimSpace(b[end+5:])) > 0 || !bytes.Contains(b, []byte("startxref")) {
		return false
	}
	head := bytes.ToLower(b[:min(len(b), 1024)])
	for _, m := range markup {
		if bytes.Contains(head, m) {
			return false
		}
	}
	for _, a := range active {
		for rest := b; ; {
			i := bytes.Index(rest, a)
			if i < 0 {
				break
			}
			rest = rest[i+len(a):]
			if len(rest) > 0 && !letter(rest[0]) { // /AA, not /AAPL
				return false
			}
		}
	}
	return true
}

func letter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
