package history

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tonghui/base/money"
	"tonghui/platform/store"
)

var ctx = context.Background()

func TestMain(m *testing.M) {
	if code, is := Child(); is {
		os.Exit(code)
	}
	code := m.Run()
	if one.end != nil {
		one.end()
	}
	os.Exit(code)
}

// factor makes the runs longer: TONGHUI_CRASH is 1 for the short run that every change meets.
func factor() int {
	if n, err := strconv.Atoi(os.Getenv("TONGHUI_CRASH")); err == nil && n > 0 {
		return n
	}
	return 1
}

// stage is one history: its plan, its judge and its processes.
type stage struct {
	testing.TB
	plan  Plan
	mu    sync.Mutex // judge
	judge *Judge
	runs  int
	kills int
	name  map[*proc]string
}

// one is the database of all histories of this process: making a hundred tables takes some servers seconds. Histories don't
// meet in it, since their accounts and references are their own; they share the bank dates.
var one struct {
	sync.Once
	dsn string
	err error
	end func()
}

func database(t testing.TB) string {
	t.Helper()
	one.Do(func() {
		if store.TestDSN() == "" {
			var dir string
			if dir, one.err = os.MkdirTemp("/dev/shm", "tonghui-history-"); one.err != nil {
				dir, one.err = os.MkdirTemp("", "tonghui-history-")
			}
			one.dsn, one.end = filepath.Join(dir, "bank.db"), func() { _ = os.RemoveAll(dir) }
			return
		}
		name := fmt.Sprintf("tonghui_history_%d", os.Getpid())
		one.dsn = strings.TrimSuffix(store.TestDSN(), "/") + "/" + name
		one.err = onServer("CREATE DATABASE " + name)
		one.end = func() { _ = onServer("DROP DATABASE " + name) }
	})
	if one.err != nil {
		t.Fatal(one.err)
	}
	return one.dsn
}

// server opens the server under test without the store.
func server() (*sql.DB, error) {
	u, err := url.Parse(store.TestDSN())
	if err != nil {
		return nil, err
	}
	password, _ := u.User.Password()
	return sql.Open("mysql", u.User.Username()+":"+password+"@tcp("+u.Host+")/")
}

func onServer(text string) error {
	db, err := server()
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, text)
	return err
}

func newStage(t testing.TB, dsn, kind string, deposits int, each money.Amount) *stage {
	t.Helper()
	s := &stage{TB: t, judge: NewJudge(), name: map[*proc]string{}, plan: Plan{DSN: dsn, Kind: kind,
		Seed: uint64(time.Now().UnixNano()), Goroutines: 4, Most: 60}}
	s.plan.Opt.TickMillis, s.plan.Opt.CacheMB = 100, 16
	s.must(Begin(ctx, &s.plan, deposits, each))
	t.Logf("seed %d", s.plan.Seed)
	return s
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// proc is a process of a history.
type proc struct {
	cmd   *exec.Cmd
	in    io.Closer
	ready chan struct{}
	ended chan struct{} // its report is read to the end
	err   error
	url   string // where it serves HTTP, known when it is ready
}

// start starts a process; its references begin with its number.
func (s *stage) start(change func(*Plan)) *proc {
	s.Helper()
	s.runs++
	p := s.plan
	p.Name, p.Seed = fmt.Sprint(p.Kind, ".p", s.runs), p.Seed+uint64(s.runs)
	if change != nil {
		change(&p)
	}
	text, err := json.Marshal(&p)
	s.must(err)
	exe, err := os.Executable()
	s.must(err)
	c := &proc{cmd: exec.Command(exe, "-test.run=^$"), ready: make(chan struct{}), ended: make(chan struct{})}
	s.name[c] = p.Name
	c.cmd.Env = append(os.Environ(), PlanEnv+"="+string(text))
	c.cmd.Stderr = os.Stderr
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	in, err := c.cmd.StdinPipe()
	s.must(err)
	c.in = in
	out, err := c.cmd.StdoutPipe()
	s.must(err)
	s.must(c.cmd.Start())
	s.Cleanup(func() { _ = c.cmd.Process.Kill(); <-c.ended })
	go func() {
		defer close(c.ended)
		s.read(c, out)
		c.err = c.cmd.Wait()
	}()
	return c
}

// read hears a process's report; a line that a kill has torn is no line.
func (s *stage) read(c *proc, out io.Reader) {
	for in := bufio.NewReaderSize(out, 1<<16); ; {
		text, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var l line
		if json.Unmarshal(text, &l) != nil {
			continue
		}
		if l.Serves != "" {
			c.url = l.Serves
		}
		if l.Ready {
			close(c.ready)
			continue
		}
		s.mu.Lock()
		s.judge.hear(&l)
		s.mu.Unlock()
	}
}

// up waits until a process works; false if it ended before.
func (c *proc) up() bool {
	select {
	case <-c.ready:
		return true
	case <-c.ended:
		return false
	}
}

// kill ends a process with -9. The number of a node that was killed is free again after its silence only, and there are 31:
// so there are no more kills than that allows.
func (s *stage) kill(c *proc) {
	const silence, most = 16 * time.Second, 22
	for len(killed) >= most && store.TestDSN() != "" {
		time.Sleep(time.Until(killed[len(killed)-most].Add(silence)))
		killed = killed[1:]
	}
	killed = append(killed, time.Now())
	_ = c.cmd.Process.Kill()
	<-c.ended
	s.kills++
}

// killed are the moments of the last kills of this test process.
var killed []time.Time

// kind names a history: it is new in any database.
func kind(name string) string { return name + "." + strconv.FormatInt(time.Now().UnixMilli(), 36) }

// wait lets processes work until they are done, or for some time.
func (s *stage) wait(d time.Duration, all ...*proc) {
	s.Helper()
	end := time.After(d)
	for _, c := range all {
		select {
		case <-c.ended:
		case <-end:
			s.closeAll(all)
		}
	}
	for _, c := range all {
		s.finish(c)
	}
}

func (s *stage) closeAll(all []*proc) {
	for _, c := range all {
		_ = c.in.Close()
	}
}

// doubts are what a process that was killed left in doubt, all of it for "".
func (s *stage) doubts(name string) (ops []Op) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, op := range s.judge.inDoubt() {
		if strings.HasPrefix(op.Ref, name) || strings.Contains(op.Ref, ".common.") {
			ops = append(ops, op)
		}
	}
	return ops
}

// tally counts what was done to the processes.
func (s *stage) tally(what string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.judge.counts[what] += n
}

// freezes are all that were made, so that a process can end those of one that was killed.
func (s *stage) freezes() (ids []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for ref, results := range s.judge.got {
		for i := range results {
			if s.judge.tried[ref].Verb == Freeze && results[i].Outcome == Done {
				ids = append(ids, results[i].IDs[0])
			}
		}
	}
	return ids
}

// settle asks again everything that is still in doubt, and wants an answer to all of it.
func (s *stage) settle() {
	s.Helper()
	left := s.doubts("")
	c := s.start(func(p *Plan) { p.Goroutines, p.Again = 0, left })
	s.finish(c)
	if n := len(s.doubts("")); n > 0 {
		s.Errorf("%d operations are in doubt although they were asked again", n)
	}
	s.tally("asked again after a kill", len(left))
}

// stop lets a process end by itself and wants it to end well.
func (s *stage) stop(c *proc) {
	s.Helper()
	_ = c.in.Close()
	s.finish(c)
}

func (s *stage) finish(c *proc) {
	s.Helper()
	select {
	case <-c.ended:
	case <-time.After(3 * time.Minute):
		s.Fatal("a process of the history does not end")
	}
	if c.err != nil {
		s.Errorf("a process of the history: %v", c.err)
	}
}

// sentence lets the judge speak.
func (s *stage) sentence() {
	s.Helper()
	b, err := OpenBank(ctx, s.plan.DSN, store.Options{CacheMB: 16}, s.plan.Kind)
	s.must(err)
	defer func() { s.must(b.Store.Close()) }()
	wrong, err := s.judge.Sentence(ctx, b, &s.plan)
	s.must(err)
	for _, w := range wrong {
		s.Error(w)
	}
	done := 0
	for _, r := range s.judge.got {
		for i := range r {
			if r[i].Outcome == Done {
				done++
				break
			}
		}
	}
	if done == 0 {
		s.Error("nothing was acknowledged: the history shows nothing")
	}
	s.Logf("%s: %d operations tried, %d acknowledged, %d entries, %d kills; %v", b.Store.Engine(), len(s.judge.tried), done,
		len(s.judge.entries), s.kills, s.judge.counts)
}

// processes is how many may run beside each other.
func processes() int {
	if store.TestDSN() == "" {
		return 1 // the file is one process's
	}
	return 2
}
