package engines

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Cluster is TiDB as several processes: three PD (placement driver: time stamps and the map of the data), one store node
// and two SQL nodes. The store node is unistore in the place of TiKV: one copy, locks in memory. So the cluster shows
// what happens when PD or SQL nodes are lost, and nothing about the loss of a store.
type Cluster struct {
	PD    []*Server
	Store *Server
	SQL   []*Server
}

// NewCluster starts the six processes; Settings go to the SQL nodes.
func NewCluster(ctx context.Context, opt Options) (*Cluster, error) {
	c := &Cluster{}
	begin := func() error {
		if err := c.startPD(ctx, opt); err != nil {
			return err
		}
		if err := c.startStore(ctx, opt); err != nil {
			return err
		}
		return c.startSQL(ctx, opt)
	}
	if err := begin(); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (c *Cluster) startPD(ctx context.Context, opt Options) error {
	program, err := Tool(ctx, "pd-server")
	if err != nil {
		return err
	}
	peers, err := freePorts(3)
	if err != nil {
		return err
	}
	var all []string
	for i, port := range peers {
		all = append(all, fmt.Sprintf("pd%d=http://127.0.0.1:%d", i+1, port))
	}
	for i, port := range peers {
		s, err := newServer(fmt.Sprintf("pd%d", i+1), opt)
		if err != nil {
			return err
		}
		c.PD = append(c.PD, s)
		s.command = []string{program, "--name=" + s.Name, "--data-dir=" + s.data(), "--client-urls=http://" + s.Addr,
			fmt.Sprintf("--peer-urls=http://127.0.0.1:%d", port), "--initial-cluster=" + strings.Join(all, ","), "-L=error"}
		// The first one answers only when a second one does, so none is waited for before all are there.
		s.ready = func(context.Context, *Server) error { return nil }
		if err := s.Start(ctx); err != nil {
			return err
		}
		s.ready = func(ctx context.Context, s *Server) error { _, err := c.Leader(ctx); return err }
	}
	return wait(ctx, func() error { _, err := c.Leader(ctx); return err })
}

// wait polls until f answers nil, for at most the time a server may take to start.
func wait(ctx context.Context, f func() error) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	for {
		err := f()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Leader is the PD that leads at present, as a running member tells.
func (c *Cluster) Leader(ctx context.Context) (*Server, error) {
	for _, s := range c.PD {
		if !s.Running() {
			continue
		}
		text, err := get(ctx, "http://"+s.Addr+"/pd/api/v1/leader")
		if err != nil {
			continue
		}
		for _, found := range c.PD {
			if strings.Contains(text, fmt.Sprintf("%q", found.Name)) && found.Running() {
				return found, nil
			}
		}
	}
	return nil, errors.New("no PD leads")
}

func get(ctx context.Context, url string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return "", err
	}
	res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = errors.New(res.Status)
	}
	return string(b), err
}

func (c *Cluster) pdAddrs() string {
	var all []string
	for _, s := range c.PD {
		all = append(all, s.Addr)
	}
	return strings.Join(all, ",")
}

func (c *Cluster) startStore(ctx context.Context, opt Options) error {
	program, err := Tool(ctx, "unistore")
	if err != nil {
		return err
	}
	s, err := newServer("unistore", opt)
	if err != nil {
		return err
	}
	c.Store = s
	s.command = []string{program, "--addr=" + s.Addr, "--pd=" + c.pdAddrs(), "--path=" + s.data()}
	s.ready = func(ctx context.Context, s *Server) error {
		if !listens(ctx, s.Addr) {
			return errors.New("the store node does not listen yet")
		}
		return nil
	}
	return s.Start(ctx)
}

func (c *Cluster) startSQL(ctx context.Context, opt Options) error {
	program, err := Tool(ctx, "tidb-server")
	if err != nil {
		return err
	}
	for i := range 2 {
		s, err := newServer(fmt.Sprintf("sql%d", i+1), opt)
		if err != nil {
			return err
		}
		c.SQL = append(c.SQL, s)
		s.password = c.SQL[0].password
		s.ready = func(ctx context.Context, s *Server) error { return s.prepareTiDB(ctx) }
		port, err := freePort()
		if err != nil {
			return err
		}
		if err := s.configureTiDB(program, port, "--store=tikv", "--path="+c.pdAddrs()); err != nil {
			return err
		}
		s.command = append(s.command, opt.Settings...)
		if err := s.Start(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Close ends all processes and removes their folders.
func (c *Cluster) Close() error {
	all := append([]*Server{}, c.SQL...)
	if c.Store != nil {
		all = append(all, c.Store)
	}
	var err error
	for _, s := range append(all, c.PD...) {
		err = errors.Join(err, s.Close())
	}
	return err
}
