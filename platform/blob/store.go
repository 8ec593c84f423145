package blob

import (
	"errors"
	"time"

	"tonghui/platform/store"
)

// State is where a file stands.
type State int16

// The states, as in the table.
const (
	Waiting  State = 1 // put in, nothing attached
	Attached State = 2
	Removing State = 3
)

// File is a row of blob_files.
type File struct {
	Ref
	KeyID   string // of the master key that seals it; "" if it lies plain
	State   State
	Links   int64 // what is attached
	Made    time.Time
	Changed time.Time // of the state
}

const columns = "digest, size_bytes, media_type, key_id, state, links, made_at, changed_at"

func scanFile(s store.Scanner) (f File, err error) {
	var made, changed int64
	err = s.Scan(&f.Digest, &f.Size, &f.MediaType, &f.KeyID, &f.State, &f.Links, &made, &changed)
	f.Made, f.Changed = time.UnixMicro(made).UTC(), time.UnixMicro(changed).UTC()
	return f, err
}

func readRow(q store.Querier, d Digest) (File, bool, error) {
	return store.One(q, scanFile, "SELECT "+columns+" FROM blob_files WHERE digest = ?", string(d))
}

func lockRow(tx *store.Tx, d Digest) (File, bool, error) {
	rows, err := tx.Lock("SELECT "+columns+" FROM blob_files WHERE digest = ? ORDER BY digest", string(d))
	all, err := store.Collect(rows, err, scanFile)
	if err != nil || len(all) == 0 {
		return File{}, false, err
	}
	return all[0], true, nil
}

// enterRow makes the row of a file that is being put in, or renews its wait to be attached. A new row's key is keyID;
// what it returns is the key under which the file is or will be sealed.
func enterRow(tx *store.Tx, ref Ref, keyID string) (string, error) {
	now := tx.Now().UnixMicro()
	for {
		row, ok, err := lockRow(tx, ref.Digest)
		switch {
		case err != nil:
			return "", err
		case ok && row.State == Removing:
			return "", ErrBeingRemoved.With(ref.Digest)
		case ok && row.State == Waiting:
			_, err := tx.Exec("UPDATE blob_files SET changed_at = ? WHERE digest = ?", max(now, row.Changed.UnixMicro()), string(ref.Digest))
			return row.KeyID, err
		case ok:
			return row.KeyID, nil
		}
		_, err = tx.Exec("INSERT INTO blob_files ("+columns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			string(ref.Digest), ref.Size, ref.MediaType, keyID, int64(Waiting), 0, now, now)
		if !errors.Is(err, store.ErrDuplicate) { // another process made it between the two statements: lock that
			return keyID, err
		}
	}
}

func setKey(tx *store.Tx, d Digest, keyID string) error {
	_, err := tx.Exec("UPDATE blob_files SET key_id = ? WHERE digest = ?", keyID, string(d))
	return err
}

// rowsOf are the rows of files that are named by their digests' hex digits.
func rowsOf(q store.Querier, objects []string) ([]File, error) {
	args := make([]any, len(objects))
	for i, o := range objects {
		args[i] = sha256Prefix + o
	}
	return store.All(q, scanFile, "SELECT "+columns+" FROM blob_files WHERE digest IN ("+store.Marks(len(args))+")", args...)
}

// AttachedObjects lists the files with something attached behind one, by the hex digits of their names; "" begins.
func AttachedObjects(q store.Querier, after string, limit int) ([]string, error) {
	return store.All(q, func(r store.Scanner) (string, error) {
		var d Digest
		err := r.Scan(&d)
		return d.object(), err
	}, "SELECT digest FROM blob_files WHERE digest > ? AND state = ? ORDER BY digest LIMIT ?", sha256Prefix+after, int64(Attached), limit)
}

// Attach counts one more record of the bank that points at a file. A room calls it in the update that writes that
// record. The ref is one that Put gave within the last day, or one with something attached; anything else is ErrMissing.
func (f *Files) Attach(tx *store.Tx, ref Ref) error {
	row, ok, err := lockRow(tx, ref.Digest)
	if err != nil {
		return err
	}
	if !ok || row.State == Removing {
		return ErrMissing.With(ref.Digest)
	}
	return f.setLinks(tx, "blob.attach", row, row.Links+1)
}

// Detach takes back what Attach counted. A file that nothing is attached to any more is swept after a day.
func (f *Files) Detach(tx *store.Tx, d Digest) error {
	row, ok, err := lockRow(tx, d)
	if err != nil {
		return err
	}
	if !ok || row.Links == 0 {
		return ErrNotAttached.With(d)
	}
	return f.setLinks(tx, "blob.detach", row, row.Links-1)
}

// setLinks changes a locked row. Its changed_at rises with each change, whatever the clocks of several processes say: it is the
// version of the note.
func (f *Files) setLinks(tx *store.Tx, verb string, row File, links int64) error {
	before, changed := row.RowDigest(), max(tx.Now().UnixMicro(), row.Changed.UnixMicro()+1)
	row.Links, row.State = links, Attached
	if links == 0 {
		row.State = Waiting
	}
	_, err := tx.Exec("UPDATE blob_files SET links = ?, state = ?, changed_at = ? WHERE digest = ?",
		links, int64(row.State), changed, string(row.Digest))
	if err != nil || f.noter == nil {
		return err
	}
	return f.noter.FileChanged(tx, Change{Verb: verb, Object: row.Digest.object(), Version: changed, Before: before, After: row.RowDigest()})
}

// markRemoving claims a file for removal, if nothing is attached and it has waited since before.
func markRemoving(tx *store.Tx, d Digest, before time.Time) (File, error) {
	row, ok, err := lockRow(tx, d)
	switch {
	case err != nil:
		return row, err
	case !ok:
		return row, ErrMissing.With(d)
	case row.Links > 0:
		return row, ErrAttached.With(d, row.Links)
	case row.Changed.After(before):
		return row, ErrBeingRemoved.With(d) // or put in again meanwhile: either way not ours
	}
	_, err = tx.Exec("UPDATE blob_files SET state = ?, changed_at = ? WHERE digest = ?",
		int64(Removing), tx.Now().UnixMicro(), string(d))
	return row, err
}

func deleteRow(tx *store.Tx, d Digest) error {
	_, err := tx.Exec("DELETE FROM blob_files WHERE digest = ? AND state = ?", string(d), int64(Removing))
	return err
}

// idle are files in a state since before, oldest first.
func idle(q store.Querier, state State, before time.Time, limit int) ([]File, error) {
	return store.All(q, scanFile, "SELECT "+columns+` FROM blob_files WHERE state = ? AND changed_at < ?
		ORDER BY changed_at, digest LIMIT ?`, int64(state), before.UnixMicro(), limit)
}

// page is the next files in the order of their digests.
func page(q store.Querier, after Digest, limit int) ([]File, error) {
	return store.All(q, scanFile, "SELECT "+columns+" FROM blob_files WHERE digest > ? ORDER BY digest LIMIT ?",
		string(after), limit)
}

// known tells which of some digests have a row, and under which key.
func known(q store.Querier, digests []Digest) (map[Digest]string, error) {
	args := make([]any, len(digests))
	for i, d := range digests {
		args[i] = string(d)
	}
	rows, err := store.All(q, scanFile, "SELECT "+columns+" FROM blob_files WHERE digest IN ("+store.Marks(len(digests))+")", args...)
	out := map[Digest]string{}
	for _, r := range rows {
		out[r.Digest] = r.KeyID
	}
	return out, err
}
