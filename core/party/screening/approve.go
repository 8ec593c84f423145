package screening

import (
	"context"
	"encoding/json"
	"strconv"

	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

// activateAct is the kind of the act that puts a version in force.
const activateAct = "screening.activate"

// Acts are what of this room needs four eyes in the bank's register of approvals.
func (d *Desk) Acts() []approval.Act {
	return []approval.Act{{Kind: activateAct, EN: "Put a list's version in force", ZH: "启用名单版本", Permission: mayLoad, StepUp: true,
		Run: func(_ context.Context, tx *store.Tx, payload json.RawMessage) (json.RawMessage, error) {
			return nil, d.RunActivation(tx, payload)
		},
		Describe: func(ctx context.Context, payload json.RawMessage) []approval.Line {
			var a Activation
			var v *Version
			if json.Unmarshal(payload, &a) != nil || d.st.View(ctx, func(q *store.View) (err error) {
				v, _, err = versionByID(q, a.Version)
				return err
			}) != nil || v == nil {
				return nil
			}
			n := strconv.Itoa
			return []approval.Line{{EN: "List", ZH: "名单", Value: v.List}, {EN: "Version", ZH: "版本", Value: v.ID.String()},
				{EN: "Entries", ZH: "条目数", Value: n(v.Entries)}, {EN: "Added", ZH: "新增", Value: n(v.Added)},
				{EN: "Removed", ZH: "移除", Value: n(v.Removed)}, {EN: "Changed", ZH: "变更", Value: n(v.Changed)}}
		},
	}}
}

// propose asks a second person to put a version in force, where the bank has a register for it.
func (d *Desk) propose(tx *store.Tx, v *Version) error {
	if d.opt.Approvals == nil {
		return nil
	}
	b, err := json.Marshal(Activation{Version: v.ID})
	if err != nil {
		return err
	}
	_, err = d.opt.Approvals.Propose(tx, approval.Proposal{Kind: activateAct, Object: kindVersion + "/" + v.ID.String(), Payload: b,
		Reason: "名单更新 " + v.List + " " + cutText(v.FileName, 200)})
	return err
}
