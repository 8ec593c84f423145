package engines

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	osuser "os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Galera is a MariaDB cluster of three nodes that replicate each commit to all before it is answered. They don't replicate
// row locks, so the bank writes through one node only; which one, says the Proxy in front of it.
type Galera struct {
	Nodes []*Server
}

// libraries are the places of Galera's library in the packages that bring it.
var libraries = []string{
	"/usr/lib/galera/libgalera_smm.so", "/usr/lib64/galera-4/libgalera_smm.so", "/usr/lib/libgalera_smm.so",
}

// NewGalera starts three nodes: the first founds the cluster, the others copy it (state transfer by rsync).
func NewGalera(ctx context.Context, opt Options) (*Galera, error) {
	provider := ""
	for _, name := range libraries {
		if found, err := filepath.Glob(name); err == nil && len(found) > 0 && provider == "" {
			provider = name
		}
	}
	if provider == "" {
		return nil, errors.New("the library of Galera is missing: install the package galera-4 (apt-get install galera-4 rsync lsof), then try again")
	}
	owner, err := ordinaryUser()
	if err != nil {
		return nil, err
	}
	g := &Galera{}
	group, err := freePorts(9)
	if err != nil {
		return nil, err
	}
	var members []string
	for i := range 3 {
		members = append(members, fmt.Sprintf("127.0.0.1:%d", group[3*i]))
	}
	for i := range 3 {
		s, err := newMariaDB(fmt.Sprintf("galera%d", i+1), opt, owner)
		if err != nil {
			return nil, errors.Join(err, g.Close())
		}
		g.Nodes = append(g.Nodes, s)
		s.password = g.Nodes[0].password
		s.command = append(s.command,
			"--wsrep-on=1", "--wsrep-provider="+provider, "--wsrep-cluster-name=tonghui", "--wsrep-node-name="+s.Name,
			"--wsrep-cluster-address=gcomm://"+strings.Join(members, ","),
			fmt.Sprintf("--wsrep-node-address=127.0.0.1:%d", group[3*i]),
			"--wsrep-node-incoming-address="+s.Addr,
			"--wsrep-sst-method=rsync", fmt.Sprintf("--wsrep-sst-receive-address=127.0.0.1:%d", group[3*i+2]),
			"--wsrep-provider-options="+fmt.Sprintf("gmcast.listen_addr=tcp://127.0.0.1:%d;ist.recv_addr=127.0.0.1:%d;"+
				"gcache.size=64M;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT4S;evs.keepalive_period=PT0.5S;"+
				"evs.inactive_check_period=PT0.5S", group[3*i], group[3*i+1]),
			"--binlog-format=ROW", "--innodb-autoinc-lock-mode=2")
		s.ready = synced
		if err := g.join(ctx, i); err != nil {
			return nil, errors.Join(err, g.Close())
		}
	}
	return g, nil
}

// ordinaryUser is who the nodes run as when we are root: the state transfer's rsync gives root's rights away and then
// can't enter root's folders.
func ordinaryUser() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := osuser.Lookup("mysql")
	if err != nil {
		return nil, fmt.Errorf("nodes of Galera can't run as root: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, err
}

// join starts a node for the first time.
func (g *Galera) join(ctx context.Context, i int) error {
	s := g.Nodes[i]
	if err := s.install(); err != nil {
		return err
	}
	if i > 0 {
		return s.Start(ctx)
	}
	plain := s.command
	s.command = slices.Concat(plain, []string{"--wsrep-new-cluster"})
	err := s.Start(ctx)
	s.command = plain // started again, it is a member like the others
	return err
}

// synced is when a node takes part: it answers, belongs to the majority and has caught up.
func synced(ctx context.Context, s *Server) error {
	if err := answers(ctx, s); err != nil {
		return err
	}
	db, err := s.Open(s.Addr, "")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	state, err := status(ctx, db, "wsrep_local_state_comment")
	if err == nil && state != "Synced" {
		err = fmt.Errorf("node is %q, not Synced", state)
	}
	return err
}

func status(ctx context.Context, db *sql.DB, name string) (value string, err error) {
	err = db.QueryRowContext(ctx, "SELECT variable_value FROM information_schema.global_status WHERE variable_name = ?", name).
		Scan(&value)
	return value, err
}

// Size waits until a node sees so many members that form a majority.
func (g *Galera) Size(ctx context.Context, node *Server, members int) error {
	db, err := node.Open(node.Addr, "")
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	for {
		size, err := status(ctx, db, "wsrep_cluster_size")
		primary, err2 := status(ctx, db, "wsrep_cluster_status")
		if err == nil && err2 == nil && size == fmt.Sprint(members) && primary == "Primary" {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s sees %s members, status %s: %w", node.Name, size, primary, errors.Join(ctx.Err(), err, err2))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// Close ends all nodes and removes their folders.
func (g *Galera) Close() error {
	var err error
	for _, s := range g.Nodes {
		err = errors.Join(err, s.Close())
	}
	return err
}
