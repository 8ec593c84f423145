package app

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// facePaths are the paths at which the web faces' one page is served; what follows them is the page's own business.
var facePaths = []string{"people", "business", "government", "kiosk", "ops", "design", "sign-in"}

// faceNonce stands in the built page where each answer has its own nonce.
const faceNonce = "__CSP_NONCE__"

// faces are the built web faces: one page, and files that never change under their names.
type faces struct {
	files fs.FS
	index []byte
	mu    sync.Mutex
	kept  map[string]*faceFile
}

// faceFile is a file as it is sent.
type faceFile struct {
	media        string
	plain, small []byte // small is gzip's, nil where that saves nothing
	tag          string
}

// openFaces finds the built page; nil if the faces have not been built.
func openFaces(files fs.FS) *faces {
	if files == nil {
		return nil
	}
	index, err := fs.ReadFile(files, "index.html")
	if err != nil {
		return nil
	}
	return &faces{files: files, index: index, kept: map[string]*faceFile{}}
}

// routeFaces serves the faces, or says how to build them.
func (a *App) routeFaces() {
	page := func(name string) *endpoint { return &endpoint{name: name, access: openly, page: true} }
	f := openFaces(a.cfg.UI)
	if f == nil {
		a.route("GET /{$}", page("start"), func(x *exchange) { x.showPage("start.html") })
		for _, p := range facePaths {
			a.route("GET /"+p+"/", page("face"), (*exchange).facesMissing)
		}
		return
	}
	a.route("GET /{$}", page("face"), func(x *exchange) { x.showFace(f) })
	a.route("GET /start", page("start"), func(x *exchange) { x.showPage("start.html") })
	for _, p := range facePaths {
		a.route("GET /"+p, page("face"), func(x *exchange) { x.showFace(f) })
		a.route("GET /"+p+"/", page("face"), func(x *exchange) { x.showFace(f) })
	}
	a.route("GET /assets/{file...}", page("asset"), func(x *exchange) { x.sendAsset(f, "assets/"+x.r.PathValue("file")) })
	for _, name := range []string{"favicon.svg", "logo.svg"} {
		a.route("GET /"+name, page("asset"), func(x *exchange) { x.sendAsset(f, name) })
	}
}

// facesMissing is what a browser sees of a program that was built without the faces.
func (x *exchange) facesMissing() {
	x.reply(answer{status: http.StatusNotFound, contentType: "text/html; charset=utf-8", body: []byte(`<!doctype html><html lang="zh-CN"><meta charset="utf-8">` +
		`<title>通惠 Tonghui</title><p>本程序未包含网页界面。请运行 <code>make ui build</code> 后重新启动。</p>` +
		`<p lang="en">This program was built without the web faces. Run <code>make ui build</code> and start it again.</p>`)}, false)
}

// showFace sends the page under a policy that lets it load what is the bank's own, and run no script but its own.
func (x *exchange) showFace(f *faces) {
	var raw [16]byte
	_, _ = rand.Read(raw[:])
	nonce := base64.RawStdEncoding.EncodeToString(raw[:])
	h := x.Header()
	h["Content-Security-Policy"] = []string{"default-src 'none'; script-src 'self' 'nonce-" + nonce + "'; style-src 'self' 'nonce-" + nonce +
		"'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self' blob:; worker-src 'self'; " +
		"frame-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"}
	h["Cross-Origin-Opener-Policy"] = sameOrigin
	h["Permissions-Policy"] = facePolicy
	body := bytes.ReplaceAll(f.index, []byte(faceNonce), []byte(nonce))
	x.reply(answer{status: http.StatusOK, contentType: "text/html; charset=utf-8", body: body}, false)
}

var (
	sameOrigin = []string{"same-origin"}
	facePolicy = []string{"camera=(self), microphone=(self), geolocation=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)"}
)

// sendAsset sends a file under a name that holds its content's hash, so that browsers may keep it for good.
func (x *exchange) sendAsset(f *faces, name string) {
	file := f.file(name)
	if file == nil {
		x.refuse(errNoPath)
		return
	}
	h := x.Header()
	h["Cache-Control"] = []string{"public, max-age=31536000, immutable"}
	if !strings.HasPrefix(name, "assets/") {
		h["Cache-Control"] = []string{"public, max-age=3600"}
	}
	h["Etag"] = []string{file.tag}
	h["Content-Type"] = []string{file.media}
	if strings.Contains(x.r.Header.Get("If-None-Match"), file.tag) {
		x.WriteHeader(http.StatusNotModified)
		return
	}
	body := file.plain
	if file.small != nil && x.takesGzip() {
		h["Content-Encoding"] = []string{"gzip"}
		body = file.small
	}
	x.WriteHeader(http.StatusOK)
	if x.r.Method != http.MethodHead {
		_, _ = x.Write(body) // a client that went away is not the bank's error
	}
}

// file reads a file once; nil if there is none of this name. A name with dots and slashes that would leave the folder is
// not valid in an fs.FS.
func (f *faces) file(name string) *faceFile {
	if !fs.ValidPath(name) {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if kept, found := f.kept[name]; found {
		return kept
	}
	plain, err := fs.ReadFile(f.files, name)
	if err != nil {
		return nil // not kept: whoever asks for many names that don't exist costs no memory
	}
	file := &faceFile{media: mediaOf(name), plain: plain, tag: etag(plain)}
	var buf bytes.Buffer
	z, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression) // the level is valid
	_, _ = z.Write(plain)                                   // a bytes.Buffer takes everything
	_ = z.Close()
	if buf.Len() < len(plain)*9/10 {
		file.small = buf.Bytes()
	}
	f.kept[name] = file
	return file
}

// mediaOf is the media type by a file's name; the system's own table is not asked, as it differs from machine to machine.
func mediaOf(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json", ".webmanifest":
		return jsonType
	case ".woff2":
		return "font/woff2"
	case ".png":
		return "image/png"
	default:
		if m := mime.TypeByExtension(ext); m != "" {
			return m
		}
		return "application/octet-stream"
	}
}
