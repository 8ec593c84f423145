package engines

import (
	"testing"
	"time"
)

// A TiDB cluster loses the PD that leads, a PD that follows would be no news, and then an SQL node: the bank's processes
// go on through what is left, and nothing acknowledged is lost or there twice.
func TestClusterLosesNodes(t *testing.T) {
	cluster(t)
	c := closed[*Cluster](t)(NewCluster(t.Context(), Options{}))
	begin(t, c.SQL[0])
	p := closed[*Proxy](t)(NewProxy(c.SQL[0].Addr))
	// One process on each SQL node; the first one's way can be led to the other node.
	l := startLoad(t, 4, open(t, c.SQL[0].DSNBy(p.Addr(), "bank")), open(t, c.SQL[1].DSN("bank")))
	l.progress(100)

	leader, err := c.Leader(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Log("the leading PD is lost:", leader.Name)
	leader.Kill()
	if err := wait(within(t, time.Minute), func() error { _, err := c.Leader(t.Context()); return err }); err != nil {
		t.Fatal(err)
	}
	l.progress(100)

	t.Log("it comes back, as a follower")
	if err := leader.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.progress(100)

	t.Log("an SQL node is lost; its processes go to the other one")
	c.SQL[0].Kill()
	p.Target(c.SQL[1].Addr)
	p.Drop()
	l.progress(100)
	l.end()
	l.check(c.SQL[1])
}
