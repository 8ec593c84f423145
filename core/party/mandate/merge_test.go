package mandate

import (
	"errors"
	"testing"

	"tonghui/platform/auth"
	"tonghui/platform/store"
)

// merge lets keep stand for gone, as core/party does.
func (b *bank) merge(keep, gone string) error {
	return b.st.Update(ctx, func(tx *store.Tx) error {
		if err := b.OnMerge(tx, b.names[keep], b.names[gone]); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE people_parties SET active = 0 WHERE id = ?", int64(b.names[gone]))
		return err
	})
}

// TestMerge: rights move to who stays; doubles and rights for herself end.
func TestMerge(t *testing.T) {
	b := newBank(t)
	b.given(b.grant("惠民公司", "李强", Employee, roles(auth.FirmMaker)))
	b.given(b.grant("惠民公司", "王芳", Employee, roles(auth.FirmMaker)))
	b.given(b.grant("通达公司", "李强", LegalRepresentative))
	b.given(b.grant("李强", "赵敏", Agent))
	b.given(b.grant("王芳", "李强", Agent)) // for herself, once they are one
	_, err := b.hired("李强", "001", "0101", auth.Teller)
	b.must(err)
	b.must(b.holds("惠民公司", b.share("王芳", 2_000), b.share("李强", 3_000)))
	b.must(b.merge("王芳", "李强"))
	b.wears("王芳", "self 王芳 customer", "firm 惠民公司 firm_maker", "firm 通达公司 firm_head", "staff 滨河支行 teller")
	b.wears("李强")
	b.wears("赵敏", "self 赵敏 customer", "agent 王芳 agent")
	b.stands("惠民公司", "*王芳 50% shares")
}

// TestMergeRefused: a merge that would give excluding duties, a circle or two employments to one person changes nothing.
func TestMergeRefused(t *testing.T) {
	for name, c := range map[string]struct {
		before func(b *bank)
		want   error
	}{
		"duties": {func(b *bank) {
			b.given(b.grant("惠民公司", "王芳", LegalRepresentative, roles(auth.FirmHead, auth.FirmMaker)))
			b.given(b.grant("惠民公司", "李强", Employee, roles(auth.FirmChecker)))
		}, auth.ErrRolesExclude},
		"circle": {func(b *bank) {
			b.given(b.grant("王芳", "赵敏", Agent))
			b.given(b.grant("赵敏", "李强", Agent))
		}, ErrCircle},
		"employments": {func(b *bank) {
			for i, p := range []string{"王芳", "李强"} {
				_, err := b.hired(p, string(rune('1'+i)), "0101", auth.Teller)
				b.must(err)
			}
		}, ErrMergeStaff},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBank(t)
			c.before(b)
			wang, li := b.hats("王芳"), b.hats("李强")
			if err := b.merge("王芳", "李强"); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			b.wears("王芳", wang...)
			b.wears("李强", li...)
		})
	}
	b := newBank(t)
	b.must(b.holds("惠民公司", b.share("通达公司", 100)))
	if err := b.merge("惠民公司", "通达公司"); !errors.Is(err, ErrOwnsItself) {
		t.Errorf("a firm that owns itself: %v", err)
	}
}
