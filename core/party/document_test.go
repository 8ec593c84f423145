package party

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

func pictures(t testing.TB) (pngBytes, jpegBytes, pdfBytes []byte) {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = byte(i * 7)
	}
	var p, j bytes.Buffer
	if err := png.Encode(&p, img); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&j, img, nil); err != nil {
		t.Fatal(err)
	}
	return p.Bytes(), j.Bytes(), []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/AAPL 1>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n")
}

// TestDisguises: a file is what its bytes are, from the first to the last.
func TestDisguises(t *testing.T) {
	p, j, d := pictures(t)
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	html := []byte("<html><script>alert(1)</script>")
	broken := bytes.Clone(p)
	broken[len(broken)/2] ^= 1
	for name, c := range map[string]struct {
		body []byte
		want string
	}{
		"png": {p, "image/png"}, "jpeg": {j, "image/jpeg"}, "pdf": {d, "application/pdf"},
		"html": {html, ""}, "svg": {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), ""}, "empty": {nil, ""},
		"a page behind a png": {join(p, html), ""}, "a page behind a jpeg": {join(j, html), ""}, "a zip behind a jpeg": {join(j, []byte("PK\x03\x04")), ""},
		"a page behind a pdf": {join(d, html), ""}, "a page in a pdf's head": {join([]byte("%PDF-1.4\n"), html, d), ""},
		"a pdf behind blanks": {join([]byte("   "), d), ""}, "a gif": {[]byte("GIF89a;"), ""},
		"a pdf that runs": {bytes.Replace(d, []byte("/AAPL 1"), []byte("/OpenAction 2 0 R"), 1), ""},
		"a png cut off":   {p[:len(p)-5], ""}, "a jpeg cut off": {j[:len(j)-2], ""}, "a png changed": {broken, ""},
		"a head of a png": {[]byte("\x89PNG\r\n\x1a\n"), ""}, "a head of a jpeg": {[]byte("\xff\xd8\xff\xd9"), ""},
	} {
		if got := sniff(c.body); got != c.want {
			t.Errorf("%s is taken for %q, want %q", name, got, c.want)
		}
	}
}

func FuzzSniff(f *testing.F) {
	p, j, d := pictures(f)
	for _, seed := range [][]byte{p, j, d, nil, []byte("\xff\xd8\xff\xda\x00\x02")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if sniff(b) != "" && sniff(append(bytes.Clone(b), "<script>"...)) != "" {
			t.Error("a file goes on after its end")
		}
	})
}

func TestDocuments(t *testing.T) {
	w := newTown(t)
	id := w.person("王芳")
	w.self("wang", id)
	w.self("li", w.person("李四"))
	p, _, _ := pictures(t)
	path := "/v1/parties/" + id.String() + "/documents"
	upload := func(who, kind, media string, body []byte) (int, string, string) {
		return w.ask(who, "POST", path+"/"+kind, string(body), "Content-Type: "+media)
	}
	for _, c := range []struct {
		who, kind, media string
		body             []byte
		status           int
		code             string
	}{
		{"wang", "id_front", "image/png", p, 201, ""},
		{"wang", "id_back", "image/png", append(bytes.Clone(p), 0), 422, "party.document_type"},
		{"wang", "id_front", "image/jpeg", p, 422, "party.document_type"}, // not what it says it is
		{"wang", "id_front", "image/png", []byte("<html>"), 422, "party.document_type"},
		{"wang", "..%2f..%2fetc%2fpasswd", "image/png", p, 422, "party.document_kind"},
		{"li", "id_front", "image/png", p, 404, "party.unknown"},
		{"distant", "id_front", "image/png", p, 404, "party.unknown"},
		{"teller", "id_back", "application/octet-stream", p, 201, ""},
	} {
		if status, code, text := upload(c.who, c.kind, c.media, c.body); status != c.status || code != c.code {
			t.Errorf("%s uploads %s as %s: %d %s %s", c.who, c.kind, c.media, status, code, text)
		}
	}
	if status, _, _ := upload("wang", "other", "image/svg+xml", p); status != 415 {
		t.Errorf("an svg: %d", status)
	}
	if status, _, _ := upload("wang", "other", "image/png", make([]byte, MaxDocument+1)); status != 413 {
		t.Errorf("too large a file: %d", status)
	}
	status, _, text := w.ask("wang", "GET", path, "")
	if status != 200 || strings.Count(text, `"kind"`) != 2 || strings.Contains(text, "sha256") {
		t.Errorf("list: %d %s", status, text)
	}
	documents := w.documents(id)
	status, _, text = w.ask("wang", "POST", "/v1/parties/"+id.String()+"/reveal", fmt.Sprintf(`{"fields":[%q],"reason":"本人查看"}`, documents[0].ID))
	if status != 200 || !strings.Contains(text, `"data":"iVBORw0KGgo`) {
		t.Errorf("reveal: %d %.100s", status, text)
	}
	if status, _, _ := w.ask("wang", "DELETE", path+"/"+documents[0].ID.String(), ""); status != 200 || len(w.documents(id)) != 1 {
		t.Errorf("remove: %d, %d left", status, len(w.documents(id)))
	}
	w.clean()
}
