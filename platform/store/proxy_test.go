package store

import (
	"bytes"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// proxy stands between a store and its server and breaks what it is told to.
type proxy struct {
	l      net.Listener
	target string

	mutex     sync.Mutex
	open      map[net.Conn]bool
	refusing  bool
	commit    bool // break the next connection that sends COMMIT,
	forwarded bool // after the server has got it
}

func newProxy(t *testing.T) *proxy {
	t.Helper()
	u, err := url.Parse(TestDSN())
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{l: l, target: u.Host, open: map[net.Conn]bool{}}
	go p.serve()
	t.Cleanup(func() { _ = l.Close(); p.cut() })
	return p
}

// dsn is an address that leads through the proxy.
func (p *proxy) dsn(dsn string) string { return strings.Replace(dsn, p.target, p.l.Addr().String(), 1) }

func (p *proxy) refuse(yes bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.refusing = yes
}

func (p *proxy) atCommit(forwarded bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.commit, p.forwarded = true, forwarded
}

// cut breaks all connections.
func (p *proxy) cut() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for c := range p.open {
		_ = c.Close()
	}
	clear(p.open)
}

func (p *proxy) serve() {
	for {
		c, err := p.l.Accept()
		if err != nil {
			return
		}
		p.mutex.Lock()
		refusing := p.refusing
		p.mutex.Unlock()
		server, err := net.Dial("tcp", p.target)
		if err != nil || refusing {
			_ = c.Close()
			continue
		}
		p.mutex.Lock()
		p.open[c], p.open[server] = true, true
		p.mutex.Unlock()
		go p.carry(c, server, true)
		go p.carry(server, c, false)
	}
}

// carry copies one direction until either end closes.
func (p *proxy) carry(from, to net.Conn, up bool) {
	defer from.Close()
	defer to.Close()
	b := make([]byte, 64<<10)
	for {
		n, err := from.Read(b)
		if err != nil {
			return
		}
		if up && bytes.HasSuffix(b[:n], []byte("\x03COMMIT")) {
			p.mutex.Lock()
			hit, forwarded := p.commit, p.forwarded
			p.commit = false
			p.mutex.Unlock()
			if hit {
				if forwarded {
					_ = from.Close() // the answer finds nobody
					_, _ = to.Write(b[:n])
					_, _ = to.Read(b) // until the server has done it; whichever of the two readers gets the answer
				}
				return
			}
		}
		if _, err := to.Write(b[:n]); err != nil {
			return
		}
	}
}
