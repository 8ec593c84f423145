package tonghui

import (
	"tonghui/platform/audit"
	"tonghui/platform/blob"
	"tonghui/platform/store"
	"tonghui/platform/store/keys"
)

// kindFile is what the audit log calls a file with something attached.
const kindFile = "blob.file"

// Files are the bank's stored files in a place, whose attachments are noted in its audit log.
func (b *Bank) Files(place blob.Place, ring *keys.Ring) *blob.Files {
	return blob.New(b.Store, place, ring).NoteTo(fileNotes{b.Audit})
}

// fileNotes carries what becomes of files to the audit log.
type fileNotes struct{ log *audit.Log }

func (n fileNotes) FileChanged(tx *store.Tx, c blob.Change) error {
	return n.log.Note(tx, audit.Note{Verb: c.Verb, Kind: kindFile, Object: c.Object, Version: c.Version, Before: c.Before, After: c.After})
}

// fileSource lets verify compare the rows of attached files with their notes.
func fileSource() audit.Source {
	return audit.Source{Kind: kindFile, Table: "blob_files",
		Digests: func(q store.Querier, objects []string) (map[string]audit.Digest, error) {
			rows, err := blob.AttachedDigests(q, objects)
			found := make(map[string]audit.Digest, len(rows))
			for o, d := range rows {
				found[o] = d
			}
			return found, err
		},
		Objects: blob.AttachedObjects,
	}
}
