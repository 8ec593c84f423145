package screening

// Kind is of what a list tells.
type Kind string

// The kinds of lists.
const (
	Sanctions Kind = "sanctions" // 制裁名单
	Exposed   Kind = "exposed"   // 政治公众人物
	Dishonest Kind = "dishonest" // 失信被执行人
	Own       Kind = "own"       // 本行名单
)

func (k Kind) known() bool { return k == Sanctions || k == Exposed || k == Dishonest || k == Own }
