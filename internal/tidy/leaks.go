package tidy

import (
	"bytes"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"
)

// leak is a pattern that no file may hold.
type leak struct {
	pattern *regexp.Regexp
	says    string
}

// A path counts where it begins, not inside a longer one. The patterns are broken by brackets so that this file, which
// is judged like any other, does not match them.
var leaks = []leak{
	{regexp.MustCompile(`(?:^|[^\w./-])/([w]ork|[r]oot|[U]sers/\w+|[h]ome/[a-z]\w*)/`), "a path of one machine"},
	{regexp.MustCompile(`(?:^|[^\w./-])/[t]mp/[\w.-]+/`), "a path of one machine: use a temporary folder"},
	{regexp.MustCompile(`\b(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}[:/]\d`), "an address of a private network"},
	{regexp.MustCompile(`(?i)\b(?:proxy|mirror|registry|artifactory|nexus|goproxy)[\w.-]*\.(?:internal|local|lan|corp|intra)\b`),
		"a registry of a private network"},
	{regexp.MustCompile(`(?i)\b(?:https?_proxy|GOPROXY|GONOSUMDB|GOINSECURE|PIP_INDEX_URL|npm_config_registry)\s*[=:]`),
		"a registry or proxy setting: whoever builds sets it outside"},
}

// lockHost is where the packages of a lock file come from; any other host is somebody's mirror.
var lockHost = regexp.MustCompile(`"resolved": "https?://([^/"]+)/`)

const npmHost = "registry.npmjs.org"

// findLeaks reads every text file. Files of raw data (*.asc of the PKDD'99 challenge, databases) have no place here:
// their licence stays with them, and a test that needs them reads TONGHUI_SHARED.
func findLeaks(t *Tree, r *report) {
	for _, s := range t.Sources {
		switch path.Ext(s.Path) {
		case ".asc":
			r.add(s.Path, 1, "raw data of others stays outside: read it from TONGHUI_SHARED, or generate it")
			continue
		case ".db", ".sqlite", ".db-wal", ".db-shm":
			r.add(s.Path, 1, "a database is made, not kept")
			continue
		}
		if !utf8.Valid(s.Text) || bytes.IndexByte(s.Text, 0) >= 0 {
			continue
		}
		line := 0
		for text := range bytes.Lines(s.Text) {
			line++
			for _, l := range leaks {
				if m := l.pattern.Find(text); m != nil {
					r.add(s.Path, line, "%q is %s", strings.TrimSpace(string(m)), l.says)
				}
			}
			if m := lockHost.FindSubmatch(text); m != nil && string(m[1]) != npmHost {
				r.add(s.Path, line, "the lock file names %s instead of %s", m[1], npmHost)
			}
		}
	}
}
