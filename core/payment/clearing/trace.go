package clearing

import (
	"context"

	"tonghui/core/payment"
	"tonghui/platform/store"
)

// names are the messages for people.
var names = map[string][2]string{
	"pacs.008.001.08": {"Credit transfer", "客户汇兑"}, "pacs.002.001.10": {"Status report", "状态报告"}, "pacs.004.001.09": {"Return", "退汇"},
	"pacs.028.001.03": {"Status request", "状态查询"}, "camt.056.001.08": {"Recall", "撤回申请"}, "camt.029.001.09": {"Answer to a recall", "查复"},
	"camt.053.001.08": {"Statement", "对账单"}, "camt.054.001.08": {"Settlement notice", "借贷记通知"},
}

// Trace adds the messages about an order and its settlement to the order's chain.
func (c *Clearing) Trace(_ context.Context, q store.Querier, o *payment.Order) ([]payment.Step, error) {
	t, ok, err := transferOfOrder(q, o.ID)
	if err != nil || !ok {
		return nil, err
	}
	messages, err := messagesOf(q, t.UETR)
	if err != nil {
		return nil, err
	}
	steps := make([]payment.Step, 0, len(messages)+2)
	for _, m := range messages {
		n := names[m.Definition]
		steps = append(steps, payment.Step{At: m.MadeAt, Kind: "message", EN: n[0] + " (" + m.Side + ")", ZH: n[1] + map[string]string{in: "（来）", out: "（往）"}[m.Side],
			Status: m.State, Object: "clearing.message/" + m.ID.String(), Detail: m})
	}
	all, err := transfersOf(q, t.UETR)
	if err != nil {
		return nil, err
	}
	for _, one := range all {
		if one.EndedAt != nil {
			steps = append(steps, payment.Step{At: *one.EndedAt, Kind: "clearing", EN: "Clearing: " + one.Kind + " " + one.State,
				ZH: map[string]string{settled: "清算完成", rejected: "清算拒绝"}[one.State], Status: one.State, Object: "clearing.transfer/" + one.ID.String(), Detail: one})
		}
	}
	return steps, nil
}
