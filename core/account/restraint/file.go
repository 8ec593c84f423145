package restraint

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"

	"tonghui/platform/blob"
	"tonghui/platform/store"
)

// MaxDocument bounds a document's file, in bytes.
const MaxDocument = 8 << 20

// File is the scanned document of a measure.
type File struct {
	Digest string `json:"digest" doc:"Names the file; give it with the measure."`
	Media  string `json:"media" enum:"application/pdf,image/jpeg,image/png"`
	Size   int64  `json:"size" doc:"Bytes."`
}

// Upload keeps the file of a document, before its measure is proposed. ErrFileType for what is no PDF, JPEG or PNG.
func (r *Restraints) Upload(ctx context.Context, body []byte) (*File, error) {
	media := http.DetectContentType(body)
	if r.o.Files == nil || media != "application/pdf" && media != "image/jpeg" && media != "image/png" {
		return nil, ErrFileType
	}
	ref, err := r.o.Files.Put(ctx, bytes.NewReader(body), blob.Options{MediaType: media, MaxBytes: MaxDocument})
	if err != nil {
		return nil, err
	}
	f := &File{Digest: string(ref.Digest), Media: media, Size: ref.Size}
	return f, r.st.Update(ctx, func(tx *store.Tx) error {
		known, err := fileKnown(tx, f.Digest)
		if err != nil || known {
			return err
		}
		if err := insertFile(tx, f.Digest, media, ref.Size); err != nil {
			return err
		}
		return r.o.Files.Attach(tx, ref)
	})
}

// open reads the file of a restraint's measure.
func (r *Restraints) open(ctx context.Context, restraint, measure store.ID) (io.ReadCloser, blob.File, error) {
	digest, found := "", false
	err := r.view(ctx, func(v *store.View) (err error) {
		digest, found, err = fileOf(v, restraint, measure)
		return err
	})
	if err != nil {
		return nil, blob.File{}, err
	}
	if !found || digest == "" || r.o.Files == nil {
		return nil, blob.File{}, ErrUnknown
	}
	return r.o.Files.Get(ctx, blob.Digest(digest))
}

// Officers reads who brought a restraint's documents, by measure. It is noted who looked.
func (r *Restraints) Officers(tx *store.Tx, id store.ID) (map[store.ID][]Officer, error) {
	one, err := orderByID(tx, id)
	if err != nil {
		return nil, err
	}
	ms, err := measuresOf(tx, id)
	if err != nil {
		return nil, err
	}
	out := map[store.ID][]Officer{}
	for _, d := range ms {
		if len(d.officers) == 0 || r.o.Vault == nil {
			continue
		}
		plain, err := r.o.Vault.Open(officersPlace(d.ID), d.officers)
		if err != nil {
			return nil, err
		}
		var os []Officer
		if err := json.Unmarshal(plain, &os); err != nil {
			return nil, err
		}
		out[d.ID] = os
	}
	return out, r.note(tx, "restraint.reveal", Kind, id.String(), one.Version, one.Digest(), one.Digest(), "")
}
