package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"tonghui/base/problem"
	"tonghui/platform/auth/signature"
	"tonghui/simulate"
	"tonghui/simulate/conform"
	"tonghui/simulate/conform/clearing"
)

var errBankKey = problem.New(problem.Invalid, "cli.conform_bank",
	"Give the bank's public signing key with --bank-key.", "请用 --bank-key 给出银行的签名公钥文件。")

// bankFlags are those of the kit that plays a clearing house towards a bank.
type bankFlags struct{ key, code, houseKey, houseCode, listen, other, account, name *string }

func addBankFlags(flags *flag.FlagSet) bankFlags {
	return bankFlags{
		key:       flags.String("bank-key", "", "file of the bank's public key / 银行签名公钥文件"),
		code:      flags.String("bank-code", "313100088017", "the bank's CNAPS code / 银行行号"),
		houseKey:  flags.String("house-key", "trial-house.key", "file of the trial house's key, made at the first call / 试验清算所密钥文件"),
		houseCode: flags.String("house-code", "001100090017", "the trial house's CNAPS code / 试验清算所行号"),
		listen:    flags.String("listen-house", "localhost:9300", "where the bank reaches the trial house / 试验清算所监听地址"),
		other:     flags.String("other-bank", "102100000097", "CNAPS code of another bank that the bank knows / 他行行号"),
		account:   flags.String("account", "", "number of an account to which a cent is paid / 收款账号（将收到一分钱）"),
		name:      flags.String("account-name", "", "and its owner's name / 户名"),
	}
}

// conformBank judges a bank's end of the clearing protocol. The first call makes the trial house's key.
func conformBank(ctx context.Context, e *env, url string, f bankFlags) error {
	key, made, err := simulate.Key(*f.houseKey)
	if err != nil {
		return err
	}
	if made || url == "" {
		fmt.Fprintf(e.out, "the trial house's public key; let the bank take it for the clearing house %s at http://%s / 试验清算所公钥，请银行登记\n%s",
			*f.houseCode, *f.listen, key.Public().PEM())
		return nil
	}
	text, err := os.ReadFile(*f.key)
	if err != nil {
		return errBankKey.Because(err)
	}
	bankKey, err := signature.ParsePublic(text)
	if err != nil {
		return err
	}
	report, err := clearing.JudgeBank(ctx, clearing.BankConfig{URL: url, Code: *f.code, Key: bankKey, Other: *f.other, Account: *f.account, Name: *f.name,
		House: &clearing.Bank{Code: *f.houseCode, Key: key, Listen: *f.listen}})
	if err != nil {
		return err
	}
	return e.printReport(report)
}

func (e *env) printReport(report *conform.Report) error {
	if e.json {
		e.printJSON(report)
	} else if err := report.Print(e.out); err != nil {
		return err
	}
	switch {
	case report.Failed == 0:
		return nil
	case e.json:
		return errSaid
	}
	return errConform.With(report.Failed, len(report.Cases))
}
