package clearing

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

// Status is how the connector stands.
type Status struct {
	Circuit     string     `json:"circuit" enum:"closed,half-open,open" doc:"Of this process: open while the house doesn't answer."`
	Failures    int        `json:"failures" doc:"In a row."`
	LastAnswer  *time.Time `json:"lastAnswer,omitempty"`
	Queued      int64      `json:"queued" doc:"Messages that wait to be sent."`
	OldestSince *time.Time `json:"oldestSince,omitempty"`
	Held        int64      `json:"held"`
	Refused     int64      `json:"refused"`
	OpenItems   int64      `json:"openItems"`
	UnderWay    []position `json:"underWay" nullable:"false"`
}

// Status reads the connector's state.
func (c *Clearing) Status(q store.Querier) (*Status, error) {
	s := &Status{}
	var last time.Time
	s.Circuit, s.Failures, last = c.circuit.state(c.st.Now())
	if !last.IsZero() {
		s.LastAnswer = &last
	}
	var err error
	for state, n := range map[string]*int64{queued: &s.Queued, held: &s.Held, refused: &s.Refused} {
		if *n, err = countMessages(q, out, state); err != nil {
			return nil, err
		}
	}
	if s.OpenItems, err = countItems(q); err != nil {
		return nil, err
	}
	if s.UnderWay, err = positions(q); err != nil {
		return nil, err
	}
	if s.UnderWay == nil {
		s.UnderWay = []position{}
	}
	m, ok, err := oldestMessage(q, out, queued)
	if ok {
		s.OldestSince = &m.MadeAt
	}
	return s, err
}

// HousePosition is what the house says of the bank's settlement account.
type HousePosition struct {
	Participant string `json:"participant"`
	Currency    string `json:"currency"`
	Date        string `json:"date"`
	Balance     string `json:"balance" doc:"In fen."`
	Reserved    string `json:"reserved"`
	Window      string `json:"window,omitempty"`
	NetDebit    string `json:"netDebit"`
	Cap         string `json:"cap"`
	Version     string `json:"version"`
}

// Position asks the house for the bank's position.
func (c *Clearing) Position(ctx context.Context) (*HousePosition, error) {
	if c.o.URL == "" {
		return nil, ErrHouse
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(c.o.URL, "/")+"/participants/"+string(c.o.Self)+"/position", nil)
	if err != nil {
		return nil, err
	}
	status, body, err := c.do(r)
	if err != nil || status != http.StatusOK {
		return nil, ErrHouse.Because(err)
	}
	c.circuit.heard()
	p := &HousePosition{}
	if err := json.Unmarshal(body, p); err != nil {
		return nil, ErrHouse.Because(err)
	}
	return p, nil
}

type nothing struct{}

type itemList struct {
	app.Paging
	State string `query:"state" enum:"open,closed" default:"open"`
}

type recallList struct{ app.Paging }

func (c *Clearing) deskRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "getClearingStatus", Method: "GET", Path: "/v1/clearing/status", EN: "Read the connector's state", ZH: "查询清算连接状态",
		Permission: mayRead},
		func(ctx context.Context, _ *nothing) (out *Status, err error) {
			err = c.st.View(ctx, func(v *store.View) (err error) {
				out, err = c.Status(v)
				return err
			})
			return out, err
		})
	app.Read(api, app.Operation{ID: "getClearingPosition", Method: "GET", Path: "/v1/clearing/position", EN: "Ask the house for the bank's position",
		ZH: "查询清算头寸", Permission: mayRead, Problems: []*problem.Error{ErrHouse}},
		func(ctx context.Context, _ *nothing) (*HousePosition, error) { return c.Position(ctx) })
	app.Read(api, app.Operation{ID: "listClearingItems", Method: "GET", Path: "/v1/clearing/items", EN: "List what must be looked into", ZH: "查询查复事项",
		Permission: mayRead},
		func(ctx context.Context, in *itemList) (*app.Page[*Item], error) {
			from, err := before(in.After, cursorItems)
			if err != nil {
				return nil, err
			}
			var found []*Item
			err = c.st.View(ctx, func(v *store.View) (err error) {
				found, err = listItems(v, in.State, from, in.Limit+1)
				return err
			})
			return app.NewPage(found, in.Limit, func(i *Item) string { return app.Cursor(cursorItems, int64(i.ID)) }), err
		})
	app.Write(api, app.Operation{ID: "closeClearingItem", Method: "POST", Path: "/v1/clearing/items/{id}/close", EN: "Close an item with what was found",
		ZH: "办结查询查复事项", Permission: mayOperate, Problems: []*problem.Error{ErrUnknown, ErrState, ErrReason}},
		func(_ context.Context, tx *store.Tx, in *reasonIn) (*Item, error) {
			return c.CloseItem(tx, in.ID.Value, in.Body.Reason)
		})
	app.Read(api, app.Operation{ID: "listRecalls", Method: "GET", Path: "/v1/clearing/recalls", EN: "List recalls", ZH: "查询撤回申请", Permission: mayRead},
		func(ctx context.Context, in *recallList) (*app.Page[*Recall], error) {
			from, err := before(in.After, cursorRecalls)
			if err != nil {
				return nil, err
			}
			var found []*Recall
			err = c.st.View(ctx, func(v *store.View) (err error) {
				found, err = listRecalls(v, from, in.Limit+1)
				return err
			})
			return app.NewPage(found, in.Limit, func(r *Recall) string { return app.Cursor(cursorRecalls, int64(r.ID)) }), err
		})
}
