package batch

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"

	"tonghui/base/money"
	"tonghui/platform/store"
)

// eachLine calls f with every line of a batch as it stands, a page in a snapshot of its own, so that no snapshot grows old.
func (s *Batches) eachLine(ctx context.Context, b *Batch, f func(*Line) error) error {
	for after := int64(0); ; {
		var lines []*Line
		err := s.st.View(ctx, func(v *store.View) (err error) {
			lines, err = s.Lines(v, b, AllLines, after, 1_000)
			return err
		})
		if err != nil || len(lines) == 0 {
			return err
		}
		for _, l := range lines {
			if err := f(l); err != nil {
				return err
			}
		}
		after = lines[len(lines)-1].Number
	}
}

// lineStateZH are the words of the result file.
var lineStateZH = map[LineState]string{Ready: "待处理", Faulty: "差错", Doubt: "疑似重复", LeftOut: "未办理", Waiting: "待处理", Paid: "成功",
	Sent: "已发出", Failed: "失败"}

// WriteCSV writes the result file (回盘文件): UTF-8 with a byte-order mark, which Excel needs. Texts that Excel would take for formulas
// are made harmless.
func (s *Batches) WriteCSV(ctx context.Context, b *Batch, w io.Writer) error {
	if _, err := io.WriteString(w, "\xef\xbb\xbf"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write([]string{"行", "账号", "户名", "金额", "用途", "业务编号", "结果", "代码", "说明", "Detail", "流水号"}); err != nil {
		return err
	}
	err := s.eachLine(ctx, b, func(l *Line) error {
		id := ""
		if l.Payment != 0 {
			id = l.Payment.String()
		}
		return out.Write([]string{strconv.FormatInt(l.Number, 10), harmless(l.Account), harmless(l.Name), money.Of(l.Amount, b.Currency).Decimal(),
			harmless(l.Purpose), harmless(l.Reference), lineStateZH[l.State], l.Fault, l.DetailZH, l.DetailEN, id})
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// harmless keeps a spreadsheet from running what somebody wrote into a file (CSV injection), and from rounding long numbers.
func harmless(s string) string {
	if s == "" {
		return s
	}
	switch s[0] {
	case '=', '+', '-', '@', '\t', '\r':
		return "'" + s
	}
	if len(s) > 15 && '0' <= s[0] && s[0] <= '9' {
		return s + "\t"
	}
	return s
}
