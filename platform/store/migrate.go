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

func (s *Store) apply(ctx context.Context, m migration, from int, version string) error {
	return s.Update(ctx, func(tx *Tx) error {
		for i := from; i < len(m.steps); i++ {
			if _, err := tx.Exec(toSQLite(m.steps[i])); err != nil {
				return fmt.Errorf("migration %s/%s step %d: %w", m.module, m.file, i+1, err)
			}
		}
		if _, err := tx.Exec("DELETE FROM store_migrations WHERE module = ? AND file = ?", m.module, m.file); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO store_migrations (module, file, steps, digest, applied_at, version)
			VALUES (?, ?, ?, ?, ?, ?)`, m.module, m.file, len(m.steps), m.digest, tx.Now().UnixMicro(), version)
		return err
	})
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
			out = append(out, migration{sc.Module, name, hex.EncodeToString(sum[:]), statements(string(b))})
		}
	}
	return out, nil
}

// statements cuts a file at semicolons that end a line, and drops comment lines.
func statements(text string) []string {
	var out []string
	var b strings.Builder
	for line := range strings.Lines(text) {
		if t := strings.TrimSpace(line); t == "" || strings.HasPrefix(t, "--") {
			continue
		}
		b.WriteString(line)
		if strings.HasSuffix(strings.TrimSpace(line), ";") {
			out = append(out, strings.TrimSuffix(strings.TrimSpace(b.String()), ";"))
			b.Reset()
		}
	}
	if strings.TrimSpace(b.String()) != "" {
		out = append(out, strings.TrimSpace(b.String()))
	}
	return out
}
