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

// Schema is one module's numbered *.sql files, in MySQL's words. A file NNN_x.mysql.sql or NNN_x.sqlite.sql is for one
// family of engines only.
type Schema struct {
	Module string
	Files  fs.FS
}

// migration is one file, cut into single statements.
type migration struct {
	module, file, digest string
	steps                []string
}

// Migrate applies what the database lacks, each statement a step of its own that is not repeated. It runs before the first
// Update and returns the files applied.
//
// A migration that only adds (expand) does no harm to the program before it, so one that this program doesn't know is
// passed over: versions serve side by side while one replaces the other. What takes away (contract) is named
// NNN_word.contract.sql after the NNN_word.sql that it completes; a program that doesn't know that one is refused, and
// if it runs, it stops writing within a few seconds (mysqlEngine.beat). A migration that is known with another text is
// refused.
func (s *Store) Migrate(ctx context.Context, version string, schemas ...Schema) (applied []string, err error) {
	plan, err := plan(schemas, s.Engine())
	if err != nil {
		return nil, err
	}
	s.plan.Store(&plan)
	err = s.e.alone(ctx, func() error {
		done, err := s.checkSchema(ctx, plan)
		if err != nil {
			return err
		}
		for _, m := range plan {
			if done[m.module+"/"+m.file] == len(m.steps) {
				continue
			}
			if err := s.apply(ctx, m, done[m.module+"/"+m.file], version); err != nil {
				return err
			}
			applied = append(applied, m.module+"/"+m.file)
		}
		return nil
	})
	return applied, err
}

// Migrated checks, without writing, that every migration is in place.
func (s *Store) Migrated(ctx context.Context, schemas ...Schema) error {
	plan, err := plan(schemas, s.Engine())
	if err != nil {
		return err
	}
	s.plan.Store(&plan)
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
	known, words := map[string]migration{}, map[string]bool{}
	for _, m := range plan {
		known[m.module+"/"+m.file] = m
		words[m.module+"/"+wordOf(m.file)] = true
	}
	done := map[string]int{}
	err := s.View(ctx, func(v *View) error {
		type row struct {
			name, word, digest, version string
			steps                       int
		}
		rows, err := All(v, func(sc Scanner) (r row, err error) {
			var module, file string
			err = sc.Scan(&module, &file, &r.steps, &r.digest, &r.version)
			r.name = module + "/" + file
			if strings.Contains(file, contractMark) {
				r.word = module + "/" + wordOf(file)
			}
			return r, err
		}, "SELECT module, file, steps, digest, version FROM store_migrations ORDER BY module, file")
		for _, r := range rows {
			m, ok := known[r.name]
			if !ok && r.word != "" && !words[r.word] {
				return ErrNewerSchema.With(r.version)
			}
			if !ok {
				continue
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

// apply runs the steps of one file from a given one on. Each step is counted when it is done, so a migration that was
// interrupted goes on where it stopped, on engines whose DDL is not transactional too.
func (s *Store) apply(ctx context.Context, m migration, from int, version string) error {
	for i := from; i < len(m.steps); i++ {
		if err := s.e.define(ctx, &m, i, version); err != nil {
			return err
		}
	}
	return nil
}

func (m *migration) failed(step int, err error) error {
	return fmt.Errorf("migration %s/%s step %d: %w", m.module, m.file, step+1, err)
}

// record counts a step as done.
func (m *migration) record(tx *Tx, step int, version string) error {
	n, err := tx.Exec("UPDATE store_migrations SET steps = ?, applied_at = ?, version = ? WHERE module = ? AND file = ?",
		step+1, tx.Now().UnixMicro(), version, m.module, m.file)
	if err != nil || n > 0 {
		return err
	}
	_, err = tx.Exec(`INSERT INTO store_migrations (module, file, steps, digest, applied_at, version)
		VALUES (?, ?, ?, ?, ?, ?)`, m.module, m.file, step+1, m.digest, tx.Now().UnixMicro(), version)
	return err
}

// belongs tells whether a schema file is for an engine: 001_x.sql is for all, 001_x.mysql.sql for one family.
func belongs(file string, e Engine) bool {
	parts := strings.Split(strings.TrimSuffix(strings.Replace(file, contractMark, ".", 1), ".sql"), ".")
	return len(parts) == 1 || parts[len(parts)-1] == e.family()
}

// contractMark is in the names of files that take away what an earlier version of the program uses.
const contractMark = ".contract."

// wordOf is what a file's name says between its number and its first point: expand and contract share it.
func wordOf(file string) string {
	_, word, _ := strings.Cut(file, "_")
	word, _, _ = strings.Cut(word, ".")
	return word
}

// plan reads the modules' files in order.
func plan(schemas []Schema, e Engine) ([]migration, error) {
	var out []migration
	for _, sc := range schemas {
		names, err := fs.Glob(sc.Files, "*.sql")
		if err != nil {
			return nil, err
		}
		sort.Strings(names)
		for _, name := range names {
			if !belongs(name, e) {
				continue
			}
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
