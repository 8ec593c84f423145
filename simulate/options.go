//tidy:float a rate of faults is a chance, not money
package simulate

import (
	"context"
	"errors"
	"flag"
	"os"

	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

// Options are what every simulator is told. The zero value is filled by Flags.
type Options struct {
	Listen  string // host:port
	DB      string // file of the simulator's own database
	BankURL string // base URL of the bank that it speaks to
	Faults  Faults

	list string
	rate float64
	seed uint64
}

// Flags adds the common flags to a flag set; the returned function reads them after the parsing.
func Flags(fs *flag.FlagSet, o *Options, listen, db string) (read func() error) {
	fs.StringVar(&o.Listen, "listen", listen, "address to serve at / 监听地址")
	fs.StringVar(&o.BankURL, "bank-url", "", "base URL of the bank / 银行地址")
	fs.StringVar(&o.list, "faults", "", "faults, separated by commas: slow, duplicate, late, wrong, drop, reorder, crash / 故障类型")
	fs.Float64Var(&o.rate, "fault-rate", 0.1, "chance of each fault per message, 0 to 1 / 故障率")
	fs.Uint64Var(&o.seed, "seed", 1, "seed of the faults / 故障随机种子")
	if f := fs.Lookup("db"); f != nil { // the program's own flag, with another default here
		f.DefValue = db
		_ = f.Value.Set(db) // a string takes everything
	} else {
		fs.StringVar(&o.DB, "db", db, "file of the simulator's own database / 模拟器数据库文件")
	}
	return func() (err error) {
		if f := fs.Lookup("db"); f != nil {
			o.DB = f.Value.String()
		}
		o.Faults, err = ParseFaults(o.list, o.rate, o.seed)
		return err
	}
}

// Open opens a simulator's database and brings its tables up to date.
func Open(ctx context.Context, file string, schemas ...store.Schema) (*store.Store, error) {
	st, err := store.Open(ctx, file, store.Options{CacheMB: 16})
	if err != nil {
		return nil, err
	}
	if _, err := st.Migrate(ctx, "simulator", schemas...); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// Key reads a simulator's signing key, or makes one at the first start: the file can be read by its owner only.
func Key(file string) (key *signature.PrivateKey, made bool, err error) {
	text, err := os.ReadFile(file)
	if err == nil {
		key, err = signature.ParsePrivate(text)
		return key, false, err
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, false, err
	}
	if key, err = signature.Generate(signature.Ed25519); err != nil {
		return nil, false, err
	}
	if text, err = key.PEM(); err != nil {
		return nil, false, err
	}
	return key, true, os.WriteFile(file, text, 0o600)
}
