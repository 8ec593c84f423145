package engines

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// Proxy stands between the bank and a server and breaks what a network breaks. All its methods may be called at any
// time; each takes effect on the connections that are open and, unless it says otherwise, on later ones.
type Proxy struct {
	listener net.Listener
	mu       sync.Mutex
	target   string
	links    map[*link]bool
	refuse   bool
	gate     chan struct{} // closed unless stalled
	delay    time.Duration
	left     int64 // bytes of answers until the connection breaks; negative: no limit
	traps    []*trap
	closed   bool
}

// trap waits for a request that holds a text and breaks its connection.
type trap struct {
	text   []byte
	before bool // the request is not passed on either
	sprung chan struct{}
}

// link is one connection, both halves.
type link struct {
	client, server net.Conn
	sprung         *trap // the answer to come is not passed on
}

func (l *link) close() {
	reset(l.client)
	reset(l.server)
}

// reset closes at once, as a machine does that is gone, without the farewell of an orderly end.
func reset(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}

// NewProxy listens on a port of loopback for a server at target.
func NewProxy(target string) (*Proxy, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	if err != nil {
		return nil, err
	}
	p := &Proxy{listener: l, target: target, links: map[*link]bool{}, gate: make(chan struct{}), left: -1}
	close(p.gate)
	go p.accept()
	return p, nil
}

// Addr is where the bank connects to.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Target leads connections that are made from now on to another server; Drop ends those to the old one.
func (p *Proxy) Target(addr string) { p.set(func() { p.target = addr }) }

// Drop breaks all connections now, and tells how many there were.
func (p *Proxy) Drop() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.links)
	for l := range p.links {
		l.close()
	}
	return n
}

// Refuse breaks new connections as soon as they are made, until it is told otherwise.
func (p *Proxy) Refuse(on bool) { p.set(func() { p.refuse = on }) }

// Stall holds every byte back, either way, until it is told otherwise: the peer is silent but not gone.
func (p *Proxy) Stall(on bool) {
	p.set(func() {
		stalled := false
		select {
		case <-p.gate:
		default:
			stalled = true
		}
		switch {
		case on && !stalled:
			p.gate = make(chan struct{})
		case !on && stalled:
			close(p.gate)
		}
	})
}

// Delay lets each piece of an answer wait so long; 0 ends it.
func (p *Proxy) Delay(d time.Duration) { p.set(func() { p.delay = d }) }

// DropAfter breaks, once, the connection on which the n-th byte of answers from now on arrives, after that byte.
func (p *Proxy) DropAfter(n int64) { p.set(func() { p.left = max(n, 0) }) }

// DropAnswer breaks, once, the connection whose request holds the text, when the answer to it has come and before any of it
// is passed on: the server has done it and the bank does not know. The channel is closed when it has happened.
func (p *Proxy) DropAnswer(text string) <-chan struct{} { return p.trap(text, false) }

// DropRequest breaks, once, the connection whose request holds the text, before the server has seen it: it was not done
// and the bank does not know. The channel is closed when it has happened.
func (p *Proxy) DropRequest(text string) <-chan struct{} { return p.trap(text, true) }

func (p *Proxy) trap(text string, before bool) <-chan struct{} {
	t := &trap{[]byte(text), before, make(chan struct{})}
	p.set(func() { p.traps = append(p.traps, t) })
	return t.sprung
}

func (p *Proxy) set(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}

// Close ends everything.
func (p *Proxy) Close() error {
	p.set(func() { p.closed = true })
	p.Stall(false)
	err := p.listener.Close()
	p.Drop()
	return err
}

func (p *Proxy) accept() {
	for {
		c, err := p.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			go p.serve(c)
		}
	}
}

func (p *Proxy) serve(client net.Conn) {
	p.mu.Lock()
	target, refuse := p.target, p.refuse || p.closed
	p.mu.Unlock()
	if refuse {
		reset(client)
		return
	}
	server, err := net.DialTimeout("tcp", target, 3*time.Second)
	if err != nil {
		reset(client)
		return
	}
	l := &link{client: client, server: server}
	p.mu.Lock()
	p.links[l] = true
	if p.closed || p.refuse {
		l.close()
	}
	p.mu.Unlock()
	go p.pass(l, client, server, p.request)
	p.pass(l, server, client, p.answer)
	p.mu.Lock()
	delete(p.links, l)
	p.mu.Unlock()
}

// pass copies one way; look says how much of a piece goes on, and whether the connection breaks after it.
func (p *Proxy) pass(l *link, from, to net.Conn, look func(*link, []byte) (int, bool)) {
	defer l.close()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if err != nil {
			if errors.Is(err, io.EOF) { // an orderly end is passed on as one
				_ = to.Close()
			}
			return
		}
		p.mu.Lock()
		gate := p.gate
		p.mu.Unlock()
		<-gate
		n, broken := look(l, buf[:n])
		if _, err := to.Write(buf[:n]); err != nil || broken {
			return
		}
	}
}

func (p *Proxy) request(l *link, b []byte) (int, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, t := range p.traps {
		if !bytes.Contains(b, t.text) {
			continue
		}
		p.traps = append(p.traps[:i:i], p.traps[i+1:]...)
		if t.before {
			close(t.sprung)
			return 0, true
		}
		l.sprung = t
		break
	}
	return len(b), false
}

func (p *Proxy) answer(l *link, b []byte) (int, bool) {
	p.mu.Lock()
	delay := p.delay
	p.mu.Unlock()
	if delay > 0 {
		time.Sleep(delay)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if l.sprung != nil {
		close(l.sprung.sprung)
		l.sprung = nil
		return 0, true
	}
	if p.left < 0 {
		return len(b), false
	}
	if int64(len(b)) < p.left {
		p.left -= int64(len(b))
		return len(b), false
	}
	n := int(p.left)
	p.left = -1
	return n, true
}
