package main

import (
	"context"
	"flag"
	"fmt"

	"tonghui/base/problem"
	"tonghui/platform/audit/checkpoint"
	"tonghui/platform/audit/witness"
)

var conformCommand = command{
	name: "conform", brief: "judge an outside party by its answers / 检验外部系统是否符合协议",
	usage: `
usage: tonghui conform witness --url URL --witness-key KEY [--log-key FILE] [--origin NAME]
       tonghui conform clearing --url URL [--trial FILE] [--cutoff-url URL] [--json]
       tonghui conform bank --url URL --bank-key FILE [--house-key FILE] [--account NUMBER --account-name NAME] [--json]

Plays a bank's log towards a witness and tries what the protocol (C2SP tlog-witness) allows and forbids. --log-key is a
file of a signing key made for the trial; the first call makes it and prints its public half, which the witness's operator
adds to the logs it watches. Use a new one for each trial: a witness forgets nothing. Exit code 1 means that a case failed.

With clearing it plays two banks towards a clearing house (docs/clearing-protocol.md): golden messages that must be taken, and
about fifty that each break one rule; what fails is named with its message and rule. The first call writes the file --trial,
a list of the two banks with their keys and addresses, which the clearing house's operator adds; a few yuan are moved.

With bank it plays a clearing house towards a bank's own end of the same protocol; the first call makes the house's key and prints
the half that the bank must know. Nothing is booked but a cent to --account.

example:
  tonghui conform witness --url http://localhost:8090 --log-key trial.key --witness-key witness.example/w1+1a2b3c4d+BA…`,
	run: runConform,
}

var (
	errConformWhat = problem.New(problem.Invalid, "cli.conform",
		"Say whom to judge: `tonghui conform witness --url URL --witness-key KEY`, or `tonghui conform clearing|bank --url URL`.",
		"请指明检验对象：tonghui conform witness --url 地址 --witness-key 公钥，或 tonghui conform clearing|bank --url 地址。")
	errConform = problem.New(problem.Refused, "cli.conform_failed",
		"%d of %d cases failed, listed above. The other side does not keep to the protocol.",
		"%[2]d 项检验中有 %[1]d 项不符，详见上文。对方未遵循协议。")
)

func runConform(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	url := flags.String("url", "", "address of who is judged / 被检验方地址")
	witnessKey := flags.String("witness-key", "", "public key of the witness / 见证方公钥")
	logKey := flags.String("log-key", "trial.key", "file of the trial log's signing key / 试验日志的密钥文件")
	origin := flags.String("origin", "trial.tonghui.example/log", "name of the trial log, when its key is made / 试验日志标识")
	kit, bankKit := addConformFlags(flags), addBankFlags(flags)
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if len(rest) == 1 && rest[0] == "clearing" {
		return conformClearing(ctx, e, *url, kit)
	}
	if len(rest) == 1 && rest[0] == "bank" {
		return conformBank(ctx, e, *url, bankKit)
	}
	if len(rest) != 1 || rest[0] != "witness" {
		return errConformWhat
	}
	key, err := checkpoint.LoadKey(*logKey)
	if err != nil || *url == "" {
		if key, err = checkpoint.LoadOrMakeKey(*logKey, *origin); err != nil {
			return err
		}
		fmt.Fprintf(e.out, "the trial log's public key, for the witness to know / 试验日志公钥，请先在见证方登记：\n%s\n", key.VerifierKey())
		return nil
	}
	wit, err := checkpoint.ParseCosigner(*witnessKey)
	if err != nil {
		return err
	}
	cases, err := witness.Conform(ctx, *url, key, wit)
	if err != nil {
		return err
	}
	return e.printCases(cases)
}

func (e *env) printCases(cases []witness.Case) error {
	type row struct {
		Name  string `json:"name"`
		Holds bool   `json:"holds"`
		Error string `json:"error,omitempty"`
	}
	var rows []row
	failed := 0
	for _, c := range cases {
		r := row{Name: c.Name, Holds: c.Err == nil}
		if c.Err != nil {
			r.Error = c.Err.Error()
			failed++
		}
		rows = append(rows, r)
	}
	if e.json {
		e.printJSON(rows)
	} else {
		for _, r := range rows {
			mark := "✓"
			if !r.Holds {
				mark = "✗"
			}
			fmt.Fprintf(e.out, "%s %s\n", mark, r.Name)
			if r.Error != "" {
				fmt.Fprintf(e.out, "    %s\n", r.Error)
			}
		}
	}
	if failed > 0 {
		return errConform.With(failed, len(cases))
	}
	if !e.json {
		fmt.Fprintf(e.out, "all %d cases hold: the witness keeps to the protocol / %[1]d 项检验全部符合，见证方遵循协议\n", len(cases))
	}
	return nil
}
