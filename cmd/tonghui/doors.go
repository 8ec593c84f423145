package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

	tonghui "tonghui"
	"tonghui/base/problem"
	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/store/keys"
)

var (
	errTLS = problem.New(problem.Unavailable, "cli.tls",
		"The certificate or its key can't be used: %s. --tls-cert and --tls-key go together and name PEM files.",
		"证书或其私钥无法使用：%s。--tls-cert 与 --tls-key 须同时给出，均为 PEM 文件。")
	errMasterKey = problem.New(problem.Unavailable, "cli.master_key",
		"The master key at %s can't be read or made. Check the folder and its rights, or name another with --master-key.",
		"无法读取或生成主密钥 %s。请检查目录与权限，或用 --master-key 另行指定。")
	errSite = problem.New(problem.Invalid, "cli.origin",
		"%q is no address of pages. Write scheme, host and port, such as https://bank.example; all of one host.",
		"%q 不是有效的网址。请写明协议、主机与端口，如 https://bank.example；各网址须为同一主机。")
)

// tlsFlags say how the bank serves HTTPS.
type tlsFlags struct{ cert, key, clients string }

func (f *tlsFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.cert, "tls-cert", "", "certificate chain, PEM: serve HTTPS / 证书链文件")
	fs.StringVar(&f.key, "tls-key", "", "its private key, PEM / 证书私钥文件")
	fs.StringVar(&f.clients, "tls-clients", "", "authorities of client certificates, PEM: API clients may use mTLS / 客户端证书签发机构")
}

// config is nil without a certificate.
func (f *tlsFlags) config() (*tls.Config, error) {
	if f.cert == "" && f.key == "" && f.clients == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		return nil, errTLS.With(err)
	}
	c := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
	if f.clients == "" {
		return c, nil
	}
	text, err := os.ReadFile(f.clients)
	if err != nil {
		return nil, errTLS.With(err)
	}
	c.ClientCAs = x509.NewCertPool()
	if !c.ClientCAs.AppendCertsFromPEM(text) {
		return nil, errTLS.With(f.clients + ": no certificate / 没有证书")
	}
	c.ClientAuth = tls.VerifyClientCertIfGiven // people have none
	return c, nil
}

// master reads the master key of protected values, making the file at the first start.
func (e *env) master(source string) (*keys.Ring, error) {
	if source != "" {
		return keys.Load(source)
	}
	path := e.beside("", ".master.key")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := os.WriteFile(path, []byte(keys.Generate()+"\n"), 0o600); err != nil {
			return nil, errMasterKey.With(path).Because(err)
		}
	}
	return keys.Load(path)
}

// masterThere reads the master key if there is one; it makes none.
func (e *env) masterThere(source string) (*keys.Ring, error) {
	if source == "" {
		source = e.beside("", ".master.key")
		if _, err := os.Stat(source); err != nil {
			return nil, nil //nolint:nilerr,nilnil // whoever verifies a copy may not have it
		}
	}
	return keys.Load(source)
}

// site is where people reach the bank: at the origins named, else at the address served.
func (f *serveFlags) site(served string) tonghui.Site {
	s := tonghui.Site{Origins: []string{served}}
	if f.origin != "" {
		s.Origins = strings.Split(f.origin, ",")
	}
	if u, err := url.Parse(s.Origins[0]); err == nil {
		s.Host, s.Secure = u.Hostname(), u.Scheme == "https"
	}
	return s
}

// checkOrigin refuses what passkeys and cookies can't be bound to.
func (f *serveFlags) checkOrigin() error {
	host := ""
	for origin := range strings.SplitSeq(f.origin, ",") {
		u, err := url.Parse(origin)
		if f.origin != "" && (err != nil || u.Host == "" || u.Path != "" || u.Scheme != "https" && u.Scheme != "http" ||
			host != "" && host != u.Hostname()) {
			return errSite.With(origin)
		}
		if u != nil {
			host = u.Hostname()
		}
	}
	return nil
}

// openDoors builds the demo city if it is asked for, and tells where the bank is and who gets in.
func (e *env) openDoors(ctx context.Context, b *tonghui.Bank, f *serveFlags, url string) error {
	logins, all := "", any(nil)
	if f.demo {
		city, err := b.Demo(ctx)
		if err != nil {
			return err
		}
		all = city
		logins = city.Brief() + "  all of them / 全部：tonghui demo logins --db " + e.db + "   a code anew / 新动态码：tonghui demo code LOGIN\n"
	} else if staffed, err := b.Staffed(ctx); err != nil {
		return err
	} else if !staffed {
		logins = "nobody can sign in yet / 尚无人可以登录：tonghui init --db " + e.db + " --admin NAME=LOGIN --admin NAME=LOGIN\n"
	}
	auditKey := e.beside(f.audit.key, ".audit.key")
	if key, err := checkpoint.LoadKey(auditKey); err == nil {
		auditKey = key.VerifierKey()
	}
	if e.json {
		e.printJSON(map[string]any{"url": url, "auditKey": auditKey, "demo": all})
		return nil
	}
	fmt.Fprintf(e.out, `通惠 Tonghui is open for business / 已开门营业

  %[1]s/people      个人        people
  %[1]s/business    企业        businesses
  %[1]s/government  政务        agencies
  %[1]s/kiosk       自助终端    self-service terminal
  %[1]s/ops         银行管理端  bank staff
  %[1]s/docs        接口        API reference, OpenAPI at /openapi.yaml
  %[1]s/metrics     指标        metrics, from this machine
  audit key / 审计公钥  %[2]s

%[3]s
Ctrl-C closes the bank / 按 Ctrl-C 关闭
`, url, auditKey, logins)
	return nil
}
