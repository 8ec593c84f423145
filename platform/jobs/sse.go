package jobs

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"

	"tonghui/base/problem"
	"tonghui/platform/store"
)

// Stream answers a request with server-sent events (服务器推送事件, the WHATWG's text/event-stream): the topics it names
// (?topic=…, repeated), behind Last-Event-ID (header, or ?after=… for clients that can't set one), or from now on. It
// returns when the client is gone, too slow, or the server stops; an error before the first byte is for the caller to
// answer. An event named "gap" says that events are missing and the client should read anew what it shows.
func (e *Events) Stream(w http.ResponseWriter, r *http.Request) error {
	topics := r.URL.Query()["topic"]
	after, err := position(r)
	if err != nil {
		return err
	}
	s, err := e.Subscribe(topics, after)
	if err != nil {
		return err
	}
	defer s.Close()
	for _, t := range topics {
		if err := e.allow(r.Context(), t); err != nil {
			return err
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies would hold it back
	w.WriteHeader(http.StatusOK)
	c := http.NewResponseController(w)
	out := []byte("retry: 2000\n\n")
	for {
		_ = c.SetWriteDeadline(e.opt.Deadline()) // not every test's connection has deadlines
		if _, err := w.Write(out); err != nil {  //nolint:gosec // lines of an event stream, which no browser shows as a page
			return nil
		}
		if err := c.Flush(); err != nil {
			return nil
		}
		if out = e.wait(r.Context(), s, out[:0]); out == nil {
			return nil
		}
	}
}

// wait gathers what to write next; nil at the end.
func (e *Events) wait(ctx context.Context, s *Subscription, out []byte) []byte {
	quiet, cancel := context.WithTimeout(ctx, e.opt.Heartbeat)
	defer cancel()
	events, err := s.Next(quiet)
	switch {
	case err == nil:
		for _, ev := range events {
			out = appendEvent(out, ev.ID, ev.Topic, ev.Payload)
		}
		return out
	case errors.Is(err, ErrGap):
		return appendEvent(out, s.At(), "gap", nil)
	case ctx.Err() == nil && quiet.Err() != nil:
		// The comment carries the position too, so that a quiet client comes back to where it was.
		return append(strconv.AppendInt(append(out, ": alive\nid: "...), int64(max(s.At(), 0)), 10), "\n\n"...)
	}
	return nil
}

// appendEvent writes one event; a payload of several lines becomes several data lines.
func appendEvent(out []byte, id EventID, name string, payload []byte) []byte {
	out = strconv.AppendInt(append(out, "id: "...), int64(id), 10)
	out = append(append(out, "\nevent: "...), name...)
	payload = bytes.ReplaceAll(payload, []byte("\r"), nil)
	for line := range bytes.SplitSeq(payload, []byte("\n")) {
		out = append(append(out, "\ndata: "...), line...)
	}
	return append(out, "\n\n"...)
}

// position reads where the client was.
func position(r *http.Request) (EventID, error) {
	text := r.Header.Get("Last-Event-ID")
	if text == "" {
		text = r.URL.Query().Get("after")
	}
	if text == "" {
		return FromNow, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, ErrPosition
	}
	return EventID(n), nil
}

// allow asks whether the request's actor may watch a topic.
func (e *Events) allow(ctx context.Context, topic string) error {
	if e.opt.Allow == nil {
		return ErrTopic.With(topic)
	}
	return e.opt.Allow(ctx, store.ActorOf(ctx), topic)
}

// ServeHTTP is Stream for a plain mux: a refusal is told by its status and its sentence.
func (e *Events) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := e.Stream(w, r); err != nil {
		p := problem.Of(err)
		http.Error(w, p.EN, p.Kind.Status())
	}
}
