package restraint_test

import (
	"fmt"
	"time"

	"tonghui/core/account/restraint"
)

// A court's order over all accounts of a party.
func Example() {
	order := restraint.Request{
		Measure: restraint.Freeze,
		Paper: restraint.Paper{Authority: "北京市朝阳区人民法院", Document: "(2026)京0105执123号之一",
			Officers: []restraint.Officer{{Name: "张法官", Number: "京法001"}, {Name: "李法警", Number: "京法002"}}},
		Kind: restraint.Court, Case: "(2026)京0105执123号", Party: 463856467968, Amount: 5_000_000, Currency: "CNY",
		Until: time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC), Reason: "协助执行",
	}
	// Somebody proposes it (Restraints.Propose), another approves, and the register of approvals calls Restraints.Do.
	fmt.Println(order.Measure, order.Authority, order.Document)
	// Output: freeze 北京市朝阳区人民法院 (2026)京0105执123号之一
}
