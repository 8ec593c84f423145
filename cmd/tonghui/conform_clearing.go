package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"tonghui/base/problem"
	"tonghui/simulate"
	house "tonghui/simulate/clearing"
	"tonghui/simulate/conform/clearing"
)

var errCutOff = problem.New(problem.Unavailable, "cli.cutoff",
	"The end of the window could not be brought about at %s: %s.", "无法在 %s 触发场次截止：%s。")

// conformFlags are those of the kits.
type conformFlags struct{ trial, payer, payee, cutOff *string }

func addConformFlags(flags *flag.FlagSet) conformFlags {
	return conformFlags{
		trial:  flags.String("trial", "trial-participants.json", "file of the trial banks, for the clearing house's operator / 试验行登记文件"),
		payer:  flags.String("listen-payer", "localhost:9301", "where the house reaches the trial's payer / 试验付款行监听地址"),
		payee:  flags.String("listen-payee", "localhost:9302", "where the house reaches the trial's payee / 试验收款行监听地址"),
		cutOff: flags.String("cutoff-url", "", "POST here ends the settlement window, such as URL/admin/cutoff; without it what follows is not judged / 触发场次截止的地址"),
	}
}

// conformClearing makes the trial's banks at the first call, and judges at the next ones.
func conformClearing(ctx context.Context, e *env, url string, f conformFlags) error {
	payer := &clearing.Bank{Code: "999100000011", Listen: *f.payer}
	payee := &clearing.Bank{Code: "999100000020", Listen: *f.payee}
	var list []house.Participant
	for _, b := range []*clearing.Bank{payer, payee} {
		key, _, err := simulate.Key(*f.trial + "." + b.Code + ".key")
		if err != nil {
			return err
		}
		b.Key = key
		list = append(list, house.Participant{Code: b.Code, Name: "试验行 " + b.Code, URL: "http://" + b.Listen, PublicKey: string(key.Public().PEM()),
			Balance: 1_000_000, Cap: 100_000})
	}
	if _, err := os.Stat(*f.trial); errors.Is(err, os.ErrNotExist) || url == "" {
		text, err := json.MarshalIndent(list, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(*f.trial, text, 0o600); err != nil {
			return err
		}
		fmt.Fprintf(e.out, "the trial's two banks stand in %s; let the clearing house's operator add them / 试验行已写入该文件，请清算所运维方登记\n", *f.trial)
		return nil
	}
	c := clearing.Config{URL: url, Payer: payer, Payee: payee}
	if *f.cutOff != "" {
		c.CutOff = func(ctx context.Context) error { return post(ctx, *f.cutOff) }
	}
	report, err := clearing.Judge(ctx, c)
	if err != nil {
		return err
	}
	return e.printReport(report)
}

func post(ctx context.Context, url string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, nil)
	if err != nil {
		return err
	}
	got, err := (&http.Client{Timeout: 30 * time.Second}).Do(r)
	if err != nil {
		return errCutOff.With(url, err)
	}
	text, err := io.ReadAll(io.LimitReader(got.Body, 1000))
	if err = errors.Join(err, got.Body.Close()); err == nil && got.StatusCode >= 300 {
		err = errCutOff.With(url, text)
	}
	return err
}
