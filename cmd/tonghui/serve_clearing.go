package main

import (
	"context"
	"flag"
	"os"
	"strings"

	tonghui "tonghui"
	"tonghui/base/problem"
	"tonghui/platform/auth/signature"
)

// clearingFlags say how other banks are reached.
type clearingFlags struct{ url, key, trust string }

func (f *clearingFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.url, "clearing", "", "address of the clearing house / 清算所地址")
	fs.StringVar(&f.key, "clearing-key", "", "file of the key with which the bank signs; default DB.clearing.key / 清算签名密钥文件")
	fs.StringVar(&f.trust, "clearing-trust", "", "file of the clearing house's public key / 清算所公钥文件")
}

// The clearing house of the bank's protocol (docs/clearing-protocol.md).
const (
	houseCode = "001100090017"
	houseName = "清算所"
)

var errClearingTrust = problem.New(problem.Invalid, "cli.clearing_trust",
	"The clearing house's public key can't be read from %s. Give the PEM file that it published.", "无法从 %s 读取清算所公钥。请提供其公布的 PEM 文件。")

// house is the way to other banks. The bank's key is made at the first start, so that it can be published before there is a house.
func (f *clearingFlags) house(_ context.Context, e *env) (tonghui.ClearingHouse, error) {
	h := tonghui.ClearingHouse{URL: strings.TrimRight(f.url, "/"), House: houseCode, Name: houseName}
	file := e.beside(f.key, ".clearing.key")
	key, err := clearingKey(file)
	if err != nil {
		return h, err
	}
	h.Key = key
	if f.trust == "" {
		return h, nil
	}
	text, err := os.ReadFile(f.trust)
	if err != nil {
		return h, errClearingTrust.With(f.trust).Because(err)
	}
	trust, err := signature.ParsePublic(text)
	if err != nil {
		return h, errClearingTrust.With(f.trust).Because(err)
	}
	h.Trust = &trust
	return h, nil
}

// clearingKey reads the bank's key, or makes it with its public half beside it.
func clearingKey(file string) (*signature.PrivateKey, error) {
	if text, err := os.ReadFile(file); err == nil {
		return signature.ParsePrivate(text)
	}
	key, err := signature.Generate(signature.Ed25519)
	if err != nil {
		return nil, err
	}
	text, err := key.PEM()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, err
	}
	return key, os.WriteFile(strings.TrimSuffix(file, ".key")+".pub", key.Public().PEM(), 0o644) //nolint:gosec // a public key
}
