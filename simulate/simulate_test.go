//tidy:float a rate of faults is a chance, not money
package simulate

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"testing"
	"testing/fstest"
	"time"

	"tonghui/platform/store"
)

func TestFaultsStrikeAtTheirRate(t *testing.T) {
	for _, rate := range []struct {
		text        float64
		least, most int
	}{{0, 0, 0}, {0.1, 850, 1150}, {1, 10_000, 10_000}} {
		f, err := ParseFaults("slow,crash", rate.text, 42)
		if err != nil {
			t.Fatal(err)
		}
		hits := 0
		for i := range 10_000 {
			id := "M" + strconv.Itoa(i)
			if f.Strikes(Slow, id, 0) {
				hits++
			}
			if f.Strikes(Late, id, 0) {
				t.Fatal("a fault struck that was not chosen")
			}
			if p := f.Pause(Slow, id, 0, time.Second); p < time.Second/10 || p > time.Second {
				t.Fatalf("a pause of %s", p)
			}
		}
		if hits < rate.least || hits > rate.most {
			t.Errorf("rate %v: %d of 10000", rate.text, hits)
		}
	}
}

func TestBadProfiles(t *testing.T) {
	if _, err := ParseFaults("slow,melt", 0.1, 1); err == nil {
		t.Error("melt was taken")
	}
	for _, rate := range []float64{-0.1, 1.1} {
		if _, err := ParseFaults("slow", rate, 1); err == nil {
			t.Errorf("a rate of %v was taken", rate)
		}
	}
}

func TestKeyStays(t *testing.T) {
	file := filepath.Join(store.TestDir(t), "k")
	a, made, err := Key(file)
	if err != nil || !made {
		t.Fatal(made, err)
	}
	b, made, err := Key(file)
	if err != nil || made || a.Public().Thumbprint() != b.Public().Thumbprint() {
		t.Error("another key at the second start", made, err)
	}
}

func TestFlags(t *testing.T) {
	var o Options
	fs := flag.NewFlagSet("x", flag.ContinueOnError)
	read := Flags(fs, &o, "localhost:1", "x.db")
	if err := fs.Parse([]string{"--faults", "drop", "--seed", "9", "--bank-url", "http://localhost:2"}); err != nil {
		t.Fatal(err)
	}
	if err := read(); err != nil || o.DB != "x.db" || o.Listen != "localhost:1" || o.Faults.Seed != 9 || len(o.Faults.Kinds) != 1 {
		t.Errorf("%+v %v", o, err)
	}
}

// TestLocal: the desk answers the machine itself only, under its own names, and no web page.
func TestLocal(t *testing.T) {
	h := Local(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	for _, c := range []struct {
		from, host, origin string
		want               int
	}{
		{"127.0.0.1:9", "localhost:8091", "", 204}, {"[::1]:9", "[::1]:8091", "", 204}, {"127.0.0.1:9", "127.0.0.1", "", 204},
		{"203.0.113.5:9", "localhost", "", 403}, {"127.0.0.1:9", "evil.example", "", 403}, {"127.0.0.1:9", "localhost", "https://evil.example", 403},
		{"nonsense", "localhost", "", 403},
	} {
		r := httptest.NewRequest(http.MethodPost, "http://x/admin", nil)
		r.RemoteAddr, r.Host = c.from, c.host
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%+v: %d", c, w.Code)
		}
	}
}

func TestContract(t *testing.T) {
	h := Contract(fstest.MapFS{"a.md": &fstest.MapFile{Data: []byte("text")}})
	for path, want := range map[string]string{"/contract": `{"contract":["/contract/a.md"]}` + "\n", "/contract/a.md": "text"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Body.String() != want {
			t.Errorf("%s: %q", path, w.Body.String())
		}
	}
}
