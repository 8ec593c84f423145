package layout

// Line is one line of an account, as a page or a statement shows it.
type Line struct {
	Transfer  int64
	Seq       int64
	Kind      string
	Reference string
	BankDate  int32
	ValueDate int32
	Amount    int64
	Balance   int64
	Contra    int64
}

// Layout is one way to store postings. Four implementations exist, which is why it is an interface.
//
// Write, Settle and Finish run inside the writer's transaction. The balance rows and the value-date exceptions are the
// same for every layout and not its business (see Book).
type Layout interface {
	Schema() []string
	// Write stores a decided batch.
	Write(w *Writer, batch []Transfer, out *Outcome) error
	// Settle does what the layout does behind its watermark; the caller asks about once a second.
	Settle(w *Writer) error
	// Page returns up to n lines of the account below sequence before (exclusive), newest first.
	Page(r *Reader, account, before int64, n int, lines []Line) ([]Line, error)
	// Export gives every line of the account, oldest first. The line is valid until the call returns.
	Export(r *Reader, account int64, give func(*Line) error) error
	// AsOf is the balance after the account's last posting of a bank date not after day.
	AsOf(r *Reader, account int64, day int32) (int64, error)
}

// Names of the layouts, in the order of the report.
var Names = []string{"A", "B", "C1", "C2", "C1W", "C2W", "D"}

// New makes a layout by its name. K is the number of postings a segment packs.
func New(name string, k int) Layout {
	switch name {
	case "A":
		return &clustered{}
	case "B":
		return &indexed{}
	case "C1":
		return &chained{rows: columnRows{}, k: k}
	case "C2":
		return &chained{rows: packedRows{}, k: k}
	case "C1W":
		return &chained{rows: columnRows{}, k: k, wide: true}
	case "C2W":
		return &chained{rows: packedRows{}, k: k, wide: true}
	case "D":
		return &chained{rows: columnRows{}, k: k, monthly: true}
	}
	return nil
}
