package engines

import (
	"testing"
	"time"
)

// A cluster of three loses a copy, takes it back, loses the node that takes the writes, and goes on with another: nothing
// that was acknowledged is lost, nothing is there twice, and all nodes agree.
func TestGaleraLosesNodes(t *testing.T) {
	cluster(t)
	g := closed[*Galera](t)(NewGalera(t.Context(), Options{}))
	begin(t, g.Nodes[0])
	p := closed[*Proxy](t)(NewProxy(g.Nodes[0].Addr))
	dsn := g.Nodes[0].DSNBy(p.Addr(), "bank")
	l := startLoad(t, 8, open(t, dsn), open(t, dsn))
	l.progress(200)

	t.Log("a copy is lost")
	g.Nodes[2].Kill()
	if err := g.Size(within(t, time.Minute), g.Nodes[0], 2); err != nil {
		t.Fatal(err)
	}
	l.progress(200)

	t.Log("it comes back")
	if err := g.Nodes[2].Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := g.Size(within(t, time.Minute), g.Nodes[0], 3); err != nil {
		t.Fatal(err)
	}
	l.progress(200)

	t.Log("the node that takes the writes is lost; the next one takes over")
	g.Nodes[0].Kill()
	if err := g.Size(within(t, time.Minute), g.Nodes[1], 2); err != nil {
		t.Fatal(err)
	}
	p.Target(g.Nodes[1].Addr)
	p.Drop()
	l.progress(200)
	l.end()

	if err := g.Nodes[0].Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, s := range g.Nodes {
		if err := g.Size(within(t, time.Minute), s, 3); err != nil {
			t.Fatal(err)
		}
		l.check(s)
	}
}
