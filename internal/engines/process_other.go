//go:build !linux

package engines

import "syscall"

// tied can't tie a child's life to ours here; Close and the command's own end stop it.
func tied() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
