package engines

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
)

// process is a started program.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{} // closed when it is over, after err is set
	err   error
}

// launch starts a program in a process group of its own, so that a Ctrl-C in the terminal reaches the test first, and ties
// its life to ours. Its output goes to the end of a log, whose folder it works in: what it drops there goes with the
// folder. An owner is who it runs as; nil is whoever we are.
func launch(command []string, log string, owner *syscall.Credential) (*process, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd := exec.Command(command[0], command[1:]...) //nolint:gosec // the command line is ours
	cmd.Dir, cmd.Stdout, cmd.Stderr = filepath.Dir(log), out, out
	cmd.SysProcAttr = tied()
	cmd.SysProcAttr.Credential = owner
	if err := spawn(cmd); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, ended: make(chan struct{})}
	go func() {
		p.err = cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// The kernel ends a tied child when the *thread* that started it ends, so one thread that never does starts them all.
var (
	spawnOnce sync.Once
	spawns    = make(chan func())
)

func spawn(cmd *exec.Cmd) error {
	spawnOnce.Do(func() {
		go func() {
			runtime.LockOSThread()
			for f := range spawns {
				f()
			}
		}()
	})
	done := make(chan error)
	spawns <- func() { done <- cmd.Start() }
	return <-done
}

func (p *process) signal(s syscall.Signal) error { return p.cmd.Process.Signal(s) }

func (p *process) kill() {
	_ = p.cmd.Process.Kill() // over already is as good
	<-p.ended
}

func (p *process) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}
