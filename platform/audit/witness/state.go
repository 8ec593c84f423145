package witness

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"tonghui/base/problem"
	"tonghui/platform/audit/checkpoint"
)

// Problems of the state file.
var (
	ErrStateFile = problem.New(problem.Unavailable, "witness.state_file",
		"The witness's state %s can't be used. A witness that has lost its state must be retired with its key, not started anew; "+
			"otherwise make the file writable for it.",
		"见证方的状态文件 %s 无法使用。状态丢失的见证方应连同密钥一并停用，不得重新启用；否则请恢复该文件的读写权限。")
	ErrStateLocked = problem.New(problem.Unavailable, "witness.state_locked",
		"Another witness is running on the state file %s. Stop it first: two would cosign two histories.",
		"另一见证进程正在使用状态文件 %s。请先停止该进程，否则可能签署两份历史。")
)

// Head is the newest cosigned checkpoint of a log; Size 0 if there is none.
type Head struct {
	checkpoint.Checkpoint
	Note []byte // with the log's signature and the witness's own
}

// State is what a witness remembers, in one file that is replaced as a whole.
type State struct {
	path  string
	lock  *os.File
	heads map[string]Head
}

// OpenState reads the state at path, or begins an empty one. One process at a time may have it.
func OpenState(path string) (*State, error) {
	lock, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, ErrStateFile.With(path).Because(err)
	}
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = lock.Close()
		return nil, ErrStateLocked.With(path).Because(err)
	}
	s := &State{path: path, lock: lock, heads: map[string]Head{}}
	if err := s.read(); err != nil {
		_ = lock.Close()
		return nil, ErrStateFile.With(path).Because(err)
	}
	return s, nil
}

func (s *State) read() error {
	text, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return s.write(map[string]Head{}) // proves that it can be written
	}
	if err != nil {
		return err
	}
	var notes map[string]string
	if err := json.Unmarshal(text, &notes); err != nil {
		return err
	}
	for origin, msg := range notes {
		body, _, _ := strings.Cut(msg, "\n\n")
		c, err := checkpoint.Parse(body + "\n")
		if err != nil || c.Origin != origin {
			return fmt.Errorf("the state of %s is damaged: %w", origin, err)
		}
		s.heads[origin] = Head{c, []byte(msg)}
	}
	return nil
}

// Last is the newest cosigned checkpoint of a log.
func (s *State) Last(origin string) Head { return s.heads[origin] }

// put makes msg the newest checkpoint of a log, on disk first.
func (s *State) put(origin string, msg []byte) error {
	body, _, _ := bytes.Cut(msg, []byte("\n\n"))
	c, err := checkpoint.Parse(string(body) + "\n")
	if err != nil {
		return err
	}
	heads := map[string]Head{origin: {c, msg}}
	for o, h := range s.heads {
		if o != origin {
			heads[o] = h
		}
	}
	if err := s.write(heads); err != nil {
		return err
	}
	s.heads = heads
	return nil
}

// write replaces the file: what was there stays whole until the new one is on disk.
func (s *State) write(heads map[string]Head) error {
	notes := make(map[string]string, len(heads))
	for origin, h := range heads {
		notes[origin] = string(h.Note)
	}
	text, err := json.MarshalIndent(notes, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(s.path), ".state-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(append(text, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), s.path); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(s.path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Close gives the state free for another process.
func (s *State) Close() error { return s.lock.Close() }
