package app

import (
	"bytes"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"html"
	"html/template"
	"net/http"
	"regexp"
	"strings"
	"sync"
)

//go:embed pages/*.html pages/*.css
var pageFiles embed.FS

// pages are the parsed templates.
var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"markdown": markdown,
		"lower":    strings.ToLower,
		"css": func() template.CSS {
			b, _ := pageFiles.ReadFile("pages/style.css")
			return template.CSS(b) //nolint:gosec // compiled in
		},
	}).ParseFS(pageFiles, "pages/*.html"))
})

// rendered holds a page once; only its nonce differs from answer to answer.
type rendered struct {
	once sync.Once
	html []byte
}

// nonceMark stands in a rendered page where each answer has its own nonce.
const nonceMark = "NONCE-OF-THIS-ANSWER"

// addressMark stands where the address under which the client reached the bank is shown.
const addressMark = "ADDRESS-OF-THIS-BANK"

// showPage sends a page under a policy that lets it run nothing but its own few lines of script.
func (x *exchange) showPage(name string) {
	r := x.app.rendered[name]
	r.once.Do(func() {
		var buf bytes.Buffer
		err := pages().ExecuteTemplate(&buf, name, map[string]any{"Nonce": nonceMark, "Address": addressMark, "Ref": x.app.reference()})
		if err != nil {
			panic(err) // answered as a fault of the bank; templates are covered by tests
		}
		r.html = buf.Bytes()
	})
	var raw [16]byte
	_, _ = rand.Read(raw[:])
	nonce := base64.RawStdEncoding.EncodeToString(raw[:])
	h := x.Header()
	h["Content-Security-Policy"] = []string{"default-src 'none'; style-src 'nonce-" + nonce + "'; script-src 'nonce-" + nonce +
		"'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}
	scheme := "http://"
	if x.r.TLS != nil || x.r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https://"
	}
	body := bytes.ReplaceAll(r.html, []byte(nonceMark), []byte(nonce))
	body = bytes.ReplaceAll(body, []byte(addressMark), []byte(html.EscapeString(scheme+x.r.Host)))
	x.reply(answer{status: http.StatusOK, contentType: "text/html; charset=utf-8", body: body}, false)
}

var (
	mdCode   = regexp.MustCompile("`([^`]+)`")
	mdBold   = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	mdItalic = regexp.MustCompile(`\*([^*]+)\*`)
)

// markdown renders the few marks that descriptions use: paragraphs, code, bold, italic and lists. Everything else
// is escaped text.
func markdown(text string) template.HTML {
	var b strings.Builder
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if block = strings.TrimSpace(block); block == "" {
			continue
		}
		block = html.EscapeString(block)
		block = mdCode.ReplaceAllString(block, "<code>$1</code>")
		block = mdBold.ReplaceAllString(block, "<strong>$1</strong>")
		block = mdItalic.ReplaceAllString(block, "<em>$1</em>")
		if strings.HasPrefix(block, "- ") {
			items := strings.Split(strings.TrimPrefix(block, "- "), "\n- ")
			b.WriteString("<ul><li>" + strings.Join(items, "</li><li>") + "</li></ul>")
			continue
		}
		b.WriteString("<p>" + block + "</p>")
	}
	return template.HTML(b.String()) //nolint:gosec // escaped above
}
