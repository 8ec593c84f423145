package payment

import (
	"context"
	"errors"

	"tonghui/base/ident"
	"tonghui/platform/store"
)

// BankEntry is a line of the directory of banks (行名行号).
type BankEntry struct {
	Code ident.BankCode `json:"code" doc:"支付系统行号 (CNAPS)."`
	ZH   string         `json:"nameZh"`
	EN   string         `json:"nameEn"`
}

// OwnBank is this bank's code, of class 313 (城市商业银行), in the payment system; an invented one, like those of its peers.
var OwnBank = mustCode(313, 1000, 8801)

// peers are the banks that the directory begins with. All are invented.
var peers = []BankEntry{
	{OwnBank, "通惠银行", "Tonghui Bank"},
	{mustCode(313, 1210, 101), "临河银行总行营业部", "Linhe Bank, Head Office"},
	{mustCode(313, 3310, 202), "东海商业银行", "Donghai Commercial Bank"},
	{mustCode(314, 5210, 303), "云岭农村商业银行", "Yunling Rural Commercial Bank"},
	{mustCode(320, 6510, 404), "青禾村镇银行", "Qinghe Village Bank"},
	{mustCode(316, 2410, 505), "北辰银行", "Beichen Bank"},
}

// Peers are the banks that the directory begins with, this one among them.
func Peers() []BankEntry { return append([]BankEntry{}, peers...) }

func mustCode(class, city, branch int) ident.BankCode {
	c, err := ident.NewBankCode(class, city, branch)
	if err != nil {
		panic(err) // the parts are constants
	}
	return c
}

// PutBank adds a bank to the directory, or changes its name.
func (p *Payments) PutBank(tx *store.Tx, b BankEntry) error {
	if _, err := ident.ParseBankCode(b.Code.String()); err != nil {
		return err
	}
	return putBank(tx, b)
}

// SeedBanks puts the invented banks into the directory.
func (p *Payments) SeedBanks(ctx context.Context) error {
	return p.st.Update(ctx, func(tx *store.Tx) error {
		for _, b := range peers {
			if err := putBank(tx, b); err != nil {
				return err
			}
		}
		return nil
	})
}

// bankOf is a bank of the directory: ErrBank.
func (p *Payments) bankOf(q store.Querier, code string) (BankEntry, error) {
	b, ok, err := bankByCode(q, code)
	if err == nil && !ok {
		err = ErrBank
	}
	return b, err
}

func isNoAccount(err error) bool { return errors.Is(err, ErrNoAccount) }
