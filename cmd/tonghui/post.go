package main

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"time"

	tonghui "tonghui"
	"tonghui/base/money"
	"tonghui/core/ledger"
	"tonghui/platform/store"
)

var postCommand = command{
	name: "post", brief: "book an entry / 记一笔账",
	usage: `
usage: tonghui post --debit NUMBER --credit NUMBER --amount AMOUNT [--summary TEXT] [--reference REF] [--kind KIND]
                    [--db FILE] [--server URL] [--client-file FILE] [--json]
       tonghui post --file FILE [--mode independent|atomic|stop] [--db FILE] …

Debits one account and credits another. If a server has the database open, the entry goes through it; otherwise the
command takes the database's lock and books it itself. The same reference again answers the same entry. The server lets the
command in as the API client whose id and secret are in --client-file, such as tonghui init --client makes it.
AMOUNT is in the account's currency: 1,234.50. With --file a whole batch is booked, in the form of the API's bulk operation: JSON
lines or an array, accounts by id, amounts in minor units; --mode says what a refusal does to the others.

example:
  tonghui post --db bank.db --debit 1001-0001 --credit 576 --amount 100.00 --summary 现金存入 --reference T1`,
	run: runPost,
}

// posting is what the command was asked to book.
type posting struct {
	Debit, Credit, Amount, Summary, Reference, Kind string
}

func runPost(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	var p posting
	flags.StringVar(&p.Debit, "debit", "", "number of the account to debit / 借方账号")
	flags.StringVar(&p.Credit, "credit", "", "number of the account to credit / 贷方账号")
	flags.StringVar(&p.Amount, "amount", "", "amount / 金额")
	flags.StringVar(&p.Summary, "summary", "", "what the statement says / 摘要")
	flags.StringVar(&p.Reference, "reference", "", "unique reference; default a new one / 参考号")
	flags.StringVar(&p.Kind, "kind", "manual", "kind of entry / 种类")
	server := flags.String("server", "", "URL of a server; default the one that has the database open / 服务地址")
	clientFile := clientFlag(flags)
	file := flags.String("file", "", "file with a batch of entries / 批量分录文件")
	mode := flags.String("mode", "independent", "of the batch: independent, atomic or stop / 批次方式")
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if err := arguments(flags, rest, 0); err != nil {
		return err
	}
	if *file != "" {
		return e.postFile(ctx, *file, *mode, *server, *clientFile)
	}
	if p.Debit == "" || p.Credit == "" || p.Amount == "" {
		return errPostArguments
	}
	if p.Reference == "" {
		p.Reference = fmt.Sprintf("cli-%d", time.Now().UnixNano())
	}
	if *server == "" {
		*server = store.ServerOf(e.db)
	}
	var booked *ledger.EntryAnswer
	if *server != "" {
		booked, err = postThrough(ctx, *server, e.beside(*clientFile, ".client"), &p)
	} else {
		booked, err = e.postDirectly(ctx, &p)
	}
	if err != nil {
		return err
	}
	if e.json {
		e.printJSON(booked)
		return nil
	}
	fmt.Fprintf(e.out, "entry / 分录 %s  %s  %s/%s\n", booked.ID, booked.BankDate, booked.Kind, booked.Reference)
	return nil
}

// postDirectly books with the database's lock.
func (e *env) postDirectly(ctx context.Context, p *posting) (*ledger.EntryAnswer, error) {
	b, _, err := e.open(ctx, store.Options{}, tonghui.Config{})
	if err != nil {
		return nil, err
	}
	defer b.Store.Close()
	debit, err := b.Ledger.AccountByNumber(ctx, p.Debit)
	if err != nil {
		return nil, err
	}
	credit, err := b.Ledger.AccountByNumber(ctx, p.Credit)
	if err != nil {
		return nil, err
	}
	amount, err := money.Parse(p.Amount, debit.Currency)
	if err != nil {
		return nil, err
	}
	ctx = store.WithActor(ctx, store.Actor{Person: "operator", Hat: "operator", Client: "command line"})
	var entry *ledger.Entry
	err = b.Store.Update(ctx, func(tx *store.Tx) error {
		entry = &ledger.Entry{Kind: p.Kind, Reference: p.Reference, Summary: p.Summary, Postings: []ledger.Posting{
			{Account: debit.ID, Amount: amount.Amount}, {Account: credit.ID, Amount: -amount.Amount, Currency: debit.Currency}}}
		return b.Ledger.Post(tx, entry)
	})
	if err != nil {
		return nil, err
	}
	return ledger.AnswerOf(entry), nil
}

// postThrough books through a running server.
func postThrough(ctx context.Context, server, clientFile string, p *posting) (*ledger.EntryAnswer, error) {
	c, err := dial(ctx, server, clientFile)
	if err != nil {
		return nil, err
	}
	var debit, credit ledger.Account
	if err := c.call(ctx, "GET", "/v1/ledger/accounts/by-number?number="+url.QueryEscape(p.Debit), "", nil, &debit); err != nil {
		return nil, err
	}
	if err := c.call(ctx, "GET", "/v1/ledger/accounts/by-number?number="+url.QueryEscape(p.Credit), "", nil, &credit); err != nil {
		return nil, err
	}
	amount, err := money.Parse(p.Amount, debit.Currency)
	if err != nil {
		return nil, err
	}
	var booked ledger.EntryAnswer
	err = c.call(ctx, "POST", "/v1/ledger/entries", p.Kind+"/"+p.Reference, map[string]any{
		"kind": p.Kind, "reference": p.Reference, "summary": p.Summary, "debit": debit.ID, "credit": credit.ID,
		"amount": amount.Amount, "currency": debit.Currency}, &booked)
	return &booked, err
}
