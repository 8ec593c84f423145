package ledger

import "tonghui/platform/store"

// defaultChart is the chart of accounts (会计科目表) that a new bank starts with: the numbers of the Ministry of
// Finance's Application Guidance to the Accounting Standards for Business Enterprises (企业会计准则应用指南附录), as far as a
// bank uses them. Its 3xxx codes are common (共同类): their balance may lie on either side, and they count as assets here.
// Allowances and accumulated depreciation are assets whose balance is a credit.
var defaultChart = [...]ChartCode{
	{"1001", Asset, "库存现金", "Cash on hand"},
	{"1003", Asset, "存放中央银行款项", "Balances with the central bank"},
	{"1011", Asset, "存放同业", "Due from other banks"},
	{"1031", Asset, "存出保证金", "Margin deposits paid"},
	{"1101", Asset, "交易性金融资产", "Financial assets held for trading"},
	{"1111", Asset, "买入返售金融资产", "Financial assets bought under resale agreements"},
	{"1132", Asset, "应收利息", "Interest receivable"},
	{"1221", Asset, "其他应收款", "Other receivables"},
	{"1231", Asset, "坏账准备", "Allowance for doubtful receivables"},
	{"1301", Asset, "贴现资产", "Discounted bills"},
	{"1302", Asset, "拆出资金", "Placements with other banks"},
	{"1303", Asset, "贷款", "Loans"},
	{"1304", Asset, "贷款损失准备", "Allowance for loan losses"},
	{"1321", Asset, "代理业务资产", "Assets of agency business"},
	{"1441", Asset, "抵债资产", "Repossessed assets"},
	{"1511", Asset, "长期股权投资", "Long-term equity investments"},
	{"1601", Asset, "固定资产", "Fixed assets"},
	{"1602", Asset, "累计折旧", "Accumulated depreciation"},
	{"1701", Asset, "无形资产", "Intangible assets"},
	{"1702", Asset, "累计摊销", "Accumulated amortization"},
	{"1811", Asset, "递延所得税资产", "Deferred tax assets"},
	{"1901", Asset, "待处理财产损溢", "Property losses and surpluses pending"},
	{"2002", Liability, "存入保证金", "Margin deposits received"},
	{"2003", Liability, "拆入资金", "Placements from other banks"},
	{"2004", Liability, "向中央银行借款", "Borrowings from the central bank"},
	{"2011", Liability, "吸收存款", "Customer deposits"},
	{"2012", Liability, "同业存放", "Due to other banks"},
	{"2021", Liability, "贴现负债", "Rediscounted bills"},
	{"2111", Liability, "卖出回购金融资产款", "Financial assets sold under repurchase agreements"},
	{"2211", Liability, "应付职工薪酬", "Employee benefits payable"},
	{"2221", Liability, "应交税费", "Taxes payable"},
	{"2231", Liability, "应付利息", "Interest payable"},
	{"2241", Liability, "其他应付款", "Other payables"},
	{"2314", Liability, "代理业务负债", "Liabilities of agency business"},
	{"2502", Liability, "应付债券", "Bonds payable"},
	{"2801", Liability, "预计负债", "Provisions"},
	{"2901", Liability, "递延所得税负债", "Deferred tax liabilities"},
	{"3001", Asset, "清算资金往来", "Clearing between banks and branches"},
	{"3002", Asset, "货币兑换", "Currency exchange position"}, // 外汇头寸
	{"3101", Asset, "衍生工具", "Derivatives"},
	{"4001", Equity, "实收资本", "Paid-in capital"},
	{"4002", Equity, "资本公积", "Capital reserve"},
	{"4101", Equity, "盈余公积", "Surplus reserve"},
	{"4102", Equity, "一般风险准备", "General risk reserve"},
	{"4103", Equity, "本年利润", "Profit of the year"},
	{"4104", Equity, "利润分配", "Profit distribution"},
	{"6011", Income, "利息收入", "Interest income"},
	{"6021", Income, "手续费及佣金收入", "Fee and commission income"},
	{"6051", Income, "其他业务收入", "Other operating income"},
	{"6061", Income, "汇兑损益", "Exchange gains and losses"},
	{"6101", Income, "公允价值变动损益", "Gains and losses from changes in fair value"},
	{"6111", Income, "投资收益", "Investment income"},
	{"6301", Income, "营业外收入", "Non-operating income"},
	{"6402", Expense, "其他业务成本", "Other operating costs"},
	{"6403", Expense, "税金及附加", "Taxes and surcharges"},
	{"6411", Expense, "利息支出", "Interest expense"},
	{"6421", Expense, "手续费及佣金支出", "Fee and commission expense"},
	{"6602", Expense, "业务及管理费", "Operating and administrative expenses"},
	{"6701", Expense, "资产减值损失", "Impairment losses"},
	{"6711", Expense, "营业外支出", "Non-operating expenses"},
	{"6801", Expense, "所得税费用", "Income tax expense"},
}

// SeedChart puts the default chart's codes into the ledger. Codes that are there already keep their names and class, so
// it may run at every start.
func (l *Ledger) SeedChart(tx *store.Tx) error {
	have, err := codes(tx)
	if err != nil {
		return err
	}
	known := make(map[Code]bool, len(have))
	for _, c := range have {
		known[c.Code] = true
	}
	for _, c := range defaultChart {
		if known[c.Code] {
			continue
		}
		if err := l.DefineCode(tx, c); err != nil {
			return err
		}
	}
	return nil
}
