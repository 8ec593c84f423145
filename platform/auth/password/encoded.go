package password

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

const (
	saltBytes = 16
	sumBytes  = 32
)

// params are argon2id's costs: KiB, passes, lanes.
type params struct {
	memory, passes uint32
	threads        uint8
}

// The most that a kept hash may ask for, so that an altered row can't take the process's memory.
const (
	maxMemory  = 256 << 10 // KiB
	maxPasses  = 64
	maxThreads = 16
)

// encoded is a hash in the PHC string format:
//
//	$argon2id$v=19$m=19456,t=2,p=1$<salt>$<sum>
type encoded struct {
	params
	salt, sum []byte
}

var base64Text = base64.RawStdEncoding.Strict()

func (e *encoded) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, e.memory, e.passes, e.threads,
		base64Text.EncodeToString(e.salt), base64Text.EncodeToString(e.sum))
}

// parse reads what String writes and nothing else. Its errors don't name what was kept.
func parse(kept string) (*encoded, error) {
	parts := strings.Split(kept, "$")
	if len(kept) > 512 || len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return nil, ErrHash.Because(errors.New("not an argon2id string of version 19"))
	}
	e := &encoded{}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &e.memory, &e.passes, &e.threads); err != nil {
		return nil, ErrHash.Because(errors.New("unreadable parameters"))
	}
	var saltErr, sumErr error
	e.salt, saltErr = base64Text.DecodeString(parts[4])
	e.sum, sumErr = base64Text.DecodeString(parts[5])
	switch {
	case saltErr != nil || sumErr != nil || len(e.salt) < 8 || len(e.sum) < 16:
		return nil, ErrHash.Because(errors.New("unreadable salt or sum"))
	case e.memory < 8*uint32(e.threads) || e.memory > maxMemory || e.passes < 1 || e.passes > maxPasses || e.threads < 1 || e.threads > maxThreads:
		return nil, ErrHash.Because(errors.New("parameters out of bounds"))
	case e.String() != kept:
		return nil, ErrHash.Because(errors.New("not in its one form"))
	}
	return e, nil
}
