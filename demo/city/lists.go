package city

import (
	"context"
	"embed"
	"strings"

	"tonghui/core/party/screening"
	"tonghui/platform/auth"
	"tonghui/platform/auth/approval"
	"tonghui/platform/store"
)

//go:embed lists/*.csv
var listFiles embed.FS

// The lists' codes.
const (
	sanctions = "demo-sanctions"
	dishonest = "demo-dishonest"
)

// lists loads the screening lists before anybody is registered: one compliance officer loads, another puts in force. A newer
// version of one waits for its second person.
func (w *works) lists() error {
	for _, l := range []screening.List{
		{ID: sanctions, Kind: screening.Sanctions, NameZH: "演示制裁名单", NameEN: "Demo sanctions list", Source: "demo"},
		{ID: dishonest, Kind: screening.Dishonest, NameZH: "演示失信被执行人名单", NameEN: "Demo list of dishonest judgment debtors", Source: "demo"},
	} {
		err := w.onceAs("xujingyi", auth.StaffHat, "list/"+l.ID, func(_ context.Context, tx *store.Tx) (store.ID, error) {
			_, err := w.Screening.DefineList(tx, l)
			return 0, err
		})
		if err != nil {
			return err
		}
	}
	for _, f := range []struct {
		list, file string
		format     screening.Format
		force      bool
	}{
		{sanctions, "sanctions-1.csv", screening.PlainCSV, true},
		{dishonest, "dishonest-1.csv", screening.DishonestCSV, true},
		{sanctions, "sanctions-2.csv", screening.PlainCSV, false},
	} {
		if err := w.load(f.list, f.file, f.format); err != nil {
			return err
		}
		if !f.force {
			continue
		}
		if err := w.putInForce(f.file); err != nil {
			return err
		}
	}
	return nil
}

func (w *works) load(list, file string, format screening.Format) error {
	body, err := listFiles.ReadFile("lists/" + file)
	if err != nil {
		return err
	}
	up, err := screening.NewUpload(list, file, body, format, screening.UTF8)
	if err != nil {
		return err
	}
	return w.onceAs("xujingyi", auth.StaffHat, "version/"+file, func(_ context.Context, tx *store.Tx) (store.ID, error) {
		v, err := w.Screening.Load(tx, up)
		if err != nil {
			return 0, err
		}
		return v.ID, nil
	})
}

// putInForce approves the proposal that loading a version has made.
func (w *works) putInForce(file string) error {
	version := w.made["version/"+file]
	return w.afterAs("tanghui", auth.StaffHat, "force/"+file, func(ctx context.Context) (store.ID, error) {
		open, err := w.Approvals.List(ctx, approval.Filter{View: approval.Waiting, Show: auth.Filter{All: true}, Limit: 100})
		if err != nil {
			return 0, err
		}
		for _, a := range open {
			if !strings.HasSuffix(a.Object, "/"+version.String()) {
				continue
			}
			return a.ID, w.Store.Update(ctx, func(tx *store.Tx) error {
				_, err := w.Approvals.Approve(ctx, tx, a.ID, "已核对来源与条目数")
				return err
			})
		}
		return version, nil // it was approved before the build was interrupted
	})
}
