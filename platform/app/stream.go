package app

import (
	"context"
	"io"
	"mime"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/klauspost/compress/gzip"

	"tonghui/platform/observe"
)

// Media is one form in which a stream can come.
type Media struct {
	Type string // "text/csv"
	Line any    // a value of the type of one line, for the document; nil for plain text or XML
}

// StreamWriter is an answer of any length, sent piece by piece and compressed if the client takes it. Until its first
// pieceSize bytes are full nothing is sent, so that an early refusal is still a proper Problem.
type StreamWriter struct {
	x       *exchange
	control *http.ResponseController
	status  int
	piece   []byte
	zip     *gzip.Writer
	started bool
	err     error
}

// pieceSize is what is gathered before it is sent.
const pieceSize = 64 << 10

// Stream registers a read whose answer streams: exports and statements. write sets the type and writes; an
// error before the first piece is a Problem, and later cuts the connection, so that no client takes a part for
// the whole.
func Stream[In any](api huma.API, op Operation, media []Media, write func(ctx context.Context, in *In, w *StreamWriter) error) {
	a := of(api)
	ep := a.endpoint(op, false, false)
	content := map[string]*huma.MediaType{}
	for _, m := range media {
		schema := &huma.Schema{Type: huma.TypeString}
		if m.Line != nil {
			schema = a.schemaOf(reflect.TypeOf(m.Line), op.ID+"Line")
		}
		content[m.Type] = &huma.MediaType{Schema: schema}
	}
	doc := a.describe(ep, content)
	status := ep.doc.Status
	huma.Register(api, doc, func(ctx context.Context, in *In) (*huma.StreamResponse, error) {
		x := exchangeOf(ctx)
		s := &StreamWriter{x: x, control: http.NewResponseController(x.w), status: status, piece: make([]byte, 0, pieceSize)}
		s.Type(media[0].Type)
		s.finish(write(ctx, in, s))
		return answered, nil
	})
}

// Type sets the media type; before the first write.
func (s *StreamWriter) Type(media string) { s.x.Header().Set("Content-Type", media) }

// Filename makes browsers save the stream under a name.
func (s *StreamWriter) Filename(name string) {
	s.x.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
}

// Write takes the next bytes. It fails once the client is gone or too slow; the writer should stop then.
func (s *StreamWriter) Write(p []byte) (n int, err error) {
	for len(p) > 0 && s.err == nil {
		room := min(cap(s.piece)-len(s.piece), len(p))
		s.piece = append(s.piece, p[:room]...)
		p, n = p[room:], n+room
		if len(s.piece) == cap(s.piece) {
			s.send()
		}
	}
	return n, s.err
}

// WriteString is Write of a string.
func (s *StreamWriter) WriteString(text string) (int, error) { return s.Write([]byte(text)) }

// send puts the piece on the wire. Each piece has the whole write timeout, so that a long export lives while its
// client keeps reading.
func (s *StreamWriter) send() {
	if !s.started {
		s.started = true
		if s.x.takesGzip() {
			s.zip = zippers.Get().(*gzip.Writer)
			s.zip.Reset(s.x)
			s.x.Header().Set("Content-Encoding", "gzip")
		}
		s.x.WriteHeader(s.status)
	}
	_ = s.control.SetWriteDeadline(observe.In(s.x.app.cfg.WriteTimeout)) // not every test's connection has deadlines
	var w io.Writer = s.x
	if s.zip != nil {
		w = s.zip
	}
	_, s.err = w.Write(s.piece)
	s.piece = s.piece[:0]
}

func (s *StreamWriter) finish(err error) {
	defer func() {
		if s.zip != nil {
			zippers.Put(s.zip)
		}
	}()
	if err == nil {
		err = s.err
	}
	if err != nil && !s.started {
		s.x.Header().Del("Content-Disposition")
		s.x.refuse(err)
		return
	}
	if err == nil && !s.started { // short enough for one plain answer
		s.x.reply(answer{status: s.status, contentType: s.x.Header().Get("Content-Type"), body: s.piece}, false)
		return
	}
	if err == nil {
		s.send()
		if err = s.err; err == nil && s.zip != nil {
			err = s.zip.Close()
		}
	}
	if err != nil {
		s.x.cause = err
		panic(http.ErrAbortHandler)
	}
}
