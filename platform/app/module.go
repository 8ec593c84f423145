package app

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/auth"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// Module is what one room brings to the app. Absent means absent: every field but Name may be nil.
type Module struct {
	Name      string                                                           // also table prefix, URL segment and log group
	Schema    fs.FS                                                            // numbered *.sql, applied in order, once
	Routes    func(huma.API)                                                   // typed operations, by Read, Write, RawWrite and Stream
	Jobs      []jobs.Worker                                                    // background work, by kind
	Schedules []jobs.Schedule                                                  // when it is to be done without being asked
	Owners    map[auth.Kind]Owner                                              // to whom its objects belong
	Menu      []Entry                                                          // where its pages stand in the faces' menus
	Seed      func(ctx context.Context) error                                  // demo data, through the room's own verbs, never by SQL
	Check     func(ctx context.Context, st *store.Store, upTo store.Seq) error // invariants, run by `tonghui verify`
}

// Owner tells to whom the objects of a kind belong. Missing is the room's answer for an id that names none, and just so for
// one that lies outside the caller's reach: nobody learns that it exists.
type Owner struct {
	Of      func(ctx context.Context, id string) (auth.Scope, error)
	Missing *problem.Error
}

// Face is one of the bank's web faces.
type Face = auth.Face

// The faces.
const (
	Government Face = "government"
	Business   Face = "business"
	People     Face = "people"
	Kiosk      Face = "kiosk"
	Ops        Face = "ops"
)

// Entry is one line of a face's menu.
type Entry struct {
	Face       Face
	EN, ZH     string          // title
	Path       string          // within the face
	Permission auth.Permission // needed to see it; "" is everybody who is signed in
	Whole      bool            // only for whoever reaches the whole bank with it
	Kinds      []auth.HatKind  // of hats that see it; nil: all
}

var (
	moduleName   = regexp.MustCompile(`^[a-z][a-z0-9]{1,23}$`)
	tableOrIndex = regexp.MustCompile("(?i)\\b(?:(?:CREATE|ALTER|DROP)\\s+TABLE\\s+(?:IF\\s+(?:NOT\\s+)?EXISTS\\s+)?|" +
		"CREATE\\s+(?:UNIQUE\\s+)?INDEX\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?\\w+\\s+ON\\s+)([A-Za-z_][A-Za-z0-9_]*)")
)

// reserved names are the platform's own tables.
var reserved = map[string]bool{"app": true, "store": true}

// checkModules refuses two modules of one name and tables outside a module's prefix.
func checkModules(modules []Module) error {
	seen := map[string]bool{}
	for _, m := range modules {
		if !moduleName.MatchString(m.Name) {
			return fmt.Errorf("app: module name %q must be 2 to 24 lower-case letters or digits", m.Name)
		}
		if seen[m.Name] || reserved[m.Name] {
			return fmt.Errorf("app: module name %q is taken", m.Name)
		}
		seen[m.Name] = true
		if err := checkTables(m); err != nil {
			return err
		}
	}
	return nil
}

func checkTables(m Module) error {
	if m.Schema == nil {
		return nil
	}
	names, err := fs.Glob(m.Schema, "*.sql")
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("app: module %s has a schema without *.sql files at its root", m.Name)
	}
	for _, name := range names {
		text, err := fs.ReadFile(m.Schema, name)
		if err != nil {
			return err
		}
		for _, found := range tableOrIndex.FindAllStringSubmatch(string(text), -1) {
			if !strings.HasPrefix(found[1], m.Name+"_") {
				return fmt.Errorf("app: %s/%s touches table %s; a module's tables begin with %s_", m.Name, name, found[1], m.Name)
			}
		}
	}
	return nil
}
