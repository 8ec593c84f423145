package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"sort"
	"strings"
)

// Schema is one module's numbered *.sql files.
type Schema struct {
	Module string
	Files  fs.FS
}

// migration is one file, cut into single statements.
type migration struct {
	module, file, digest string
	steps                []string
}

// Migrate applies what the database lacks, each statement a step of its own that is not repeated. It refuses
// a database with migrations that this program doesn't know, or knows with another text. It runs before
// the first Update and returns the files applied.
func (s *Store) Migrate(ctx context.Context, version string, schemas ...Schema) (applied []string, err error) {
	plan, err := plan(schemas)
	if err != nil {
		return nil, err
	}
	done, err := s.checkSchema(ctx, plan)
	if err != nil {
		return nil, err
	}
	for _, m := range plan {
		if done[m.module+"/"+m.file] == len(m.steps) {
			continue
		}
		if err := s.apply(ctx, m, done[m.module+"/"+m.file], version); err != nil {
			return applied, err
		}
		applied = append(applied, m.module+"/"+m.file)
	}
	return applied, nil
}

// Migrated checks, without writing, that every migration is in place.
func (s *Store) Migrated(ctx context.Context, schemas ...Schema) error {
	plan, err := plan(schemas)
	if err != nil {
		return err
	}
	done, err := s.checkSchema(ctx, plan)
	if err != nil {
		return err
	}
	for _, m := range plan {
		if name := m.module + "/" + m.file; done[name] < len(m.steps) {
			return ErrNotMigrated.With(name)
		}
	}
	return nil
}

// checkSchema compares the applied migrations with the plan and tells the steps done of each file.
func (s *Store) checkSchema(ctx context.Context, plan []migration) (map[string]int, error) {
	known := map[string]migration{}
	for _, m := range plan {
		known[m.module+"/"+m.file] = m
	}
	done := map[string]int{}
	err := s.View(ctx, func(v *View) error {
		type row struct {
			name, digest, version string
			steps                 int
		}
		rows, err := All(v, func(sc Scanner) (r row, err error) {
			var module, file string
			err = sc.Scan(&module, &file, &r.steps, &r.digest, &r.version)
			r.name = module + "/" + file
			return r, err
		}, "SELECT module, file, steps, digest, version FROM store_migrations ORDER BY module, file")
		for _, r := range rows {
			m, ok := known[r.name]
			if !ok {
				return ErrNewerSchema.With(r.version)
			}
			if m.digest != r.digest {
				return ErrChangedSchema.With(r.name)
			}
			done[r.name] = r.steps
		}
		return err
	})
	return done, err
}

// apply runs the steps of one file from a given one on. Each step is an update of its own that also counts it, so a
// migration that was interrupted goes on where it stopped, on engines whose DDL is not transactional too.
func (s *Store) apply(ctx context.Context, m migration, from int, version string) error {
	for i := from; i < len(m.steps); i++ {
		err := s.Update(ctx, func(tx *Tx) error {
			if _, err := tx.Exec(toSQLite(m.steps[i])); err != nil {
				return fmt.Errorf("migration %s/%s step %d: %w", m.module, m.file, i+1, err)
			}
			n, err := tx.Exec("UPDATE store_migrations SET steps = ?, applied_at = ?, version = ? WHERE module = ? AND file = ?",
				i+1, tx.Now().UnixMicro(), version, m.module, m.file)
			if err != nil || n == 1 {
				return err
			}
			_, err = tx.Exec(`INSERT INTO store_migrations (module, file, steps, digest, applied_at, version)
				VALUES (?, ?, ?, ?, ?, ?)`, m.module, m.file, i+1, m.digest, tx.Now().UnixMicro(), version)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// plan reads the modules' files in order.
func plan(schemas []Schema) ([]migration, error) {
	var out []migration
	for _, sc := range schemas {
		names, err := fs.Glob(sc.Files, "*.sql")
		if err != nil {
			return nil, err
		}
		sort.Strings(names)
		for _, name := range names {
			b, err := fs.ReadFile(sc.Files, name)
			if err != nil {
				return nil, err
			}
			sum := sha256.Sum256(b)
			steps := statements(string(b))
			if len(steps) == 0 {
				return nil, fmt.Errorf("migration %s/%s holds no statement", sc.Module, name)
			}
			out = append(out, migration{sc.Module, name, hex.EncodeToString(sum[:]), steps})
		}
	}
	return out, nil
}

// statements cuts a file at its semicolons, except those in quotes, and drops comments (from -- to the line's end).
func statements(text string) []string {
	var out []string
	var b strings.Builder
	end := func() {
		if s := strings.TrimSpace(b.String()); s != "" {
			out = append(out, s)
		}
		b.Reset()
	}
	var quote byte // inside this one, or 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quote != 0:
			if c == quote { // a doubled one closes and opens again
				quote = 0
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case strings.HasPrefix(text[i:], "--"):
			n := strings.IndexByte(text[i:], '\n')
			if n < 0 {
				n = len(text) - i
			}
			i += n - 1
			continue
		case c == ';':
			end()
			continue
		}
		b.WriteByte(c)
	}
	end()
	return out
}
