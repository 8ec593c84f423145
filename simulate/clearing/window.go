package clearing

import (
	"context"
	"fmt"
	"time"

	"tonghui/base/calendar"
	"tonghui/base/money"
	"tonghui/platform/store"
	"tonghui/simulate/clearing/message"
)

// pageLines is how many payments a page of a notification names at most.
const pageLines = 1000

// OpenDay opens a business day and its first window, and tells all participants. The first day of a house is on by Run.
func (h *House) OpenDay(ctx context.Context, on calendar.Date) error {
	return h.st.Update(ctx, func(tx *store.Tx) error { return h.openDay(tx, on, h.passed(tx.Now(), on)) })
}

func (h *House) openDay(tx *store.Tx, on calendar.Date, cuts int64) error {
	last, ok, err := lastDay(tx)
	if err != nil {
		return err
	}
	if ok && (last.Date >= on || last.State == dayOpen) {
		return errDayOpen
	}
	if err := putDay(tx, day{Date: on, State: dayOpen, Cuts: cuts}); err != nil {
		return err
	}
	all, err := participants(tx)
	if err != nil {
		return err
	}
	for _, p := range all {
		if err := putOpening(tx, on, p.Code, p.Balance); err != nil {
			return err
		}
	}
	if err := openWindow(tx, on); err != nil {
		return err
	}
	return h.event(tx, all, "OPEN", "O-"+on.String(), on.String())
}

func openWindow(tx *store.Tx, on calendar.Date) error {
	last, _, err := lastWindow(tx, on)
	if err != nil {
		return err
	}
	n := last.Number + 1
	return putWindow(tx, window{Name: fmt.Sprintf("W-%s-%02d", on, n), Day: on, Number: n, State: windowOpen})
}

// event sends a system event to all.
func (h *House) event(tx *store.Tx, to []Participant, code, id string, parameters ...string) error {
	for _, p := range to {
		info := message.El("EvtInf", message.Val("EvtCd", code))
		for _, text := range parameters {
			info.Kids = append(info.Kids, message.Val("EvtParam", text))
		}
		info.Kids = append(info.Kids, message.Val("EvtTm", message.Time(tx.Now())))
		if err := h.send(tx, p.Code, message.Admi004, "", id+"-"+p.Code, message.El("SysEvtNtfctn", info)); err != nil {
			return err
		}
	}
	return nil
}

// CutOff ends the open window (场次截止), settles its nets and opens the next one. It returns the window's name.
func (h *House) CutOff(ctx context.Context) (name string, err error) {
	err = h.st.Update(ctx, func(tx *store.Tx) error {
		w, err := h.cutOff(tx)
		if err == nil {
			name = w.Name
			err = openWindow(tx, w.Day)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return name, h.announce(ctx)
}

// cutOff settles the open window: each participant's net, a booking a page, so that the pages can be found in the statement.
func (h *House) cutOff(tx *store.Tx) (window, error) {
	w, ok, err := windowIn(tx, windowOpen)
	if err != nil {
		return w, err
	}
	if !ok {
		return w, errNoWindow
	}
	payments, err := inWindow(tx, w.Name)
	if err != nil {
		return w, err
	}
	all, err := participants(tx)
	if err != nil {
		return w, err
	}
	for _, p := range all {
		if err := settleNet(tx, w, p, payments); err != nil {
			return w, err
		}
	}
	if err := settlePayments(tx, w.Name); err != nil {
		return w, err
	}
	w.State, w.Settled = windowSettled, tx.Now()
	return w, putWindow(tx, w)
}

func settleNet(tx *store.Tx, w window, p Participant, payments []Payment) error {
	pages := pagesOf(p.Code, payments)
	if len(pages) == 0 {
		return nil
	}
	for i, lines := range pages {
		net := netOf(p.Code, lines)
		e := entry{account: p.Code, day: w.Day, amount: net, what: "NET", window: w.Name, page: int64(i + 1)}
		if err := insertEntry(tx, e); err != nil {
			return err
		}
		p.Balance += net
		p.net += net
	}
	return updatePosition(tx, p)
}

// pagesOf are a participant's payments of a window, page by page.
func pagesOf(code string, payments []Payment) (pages [][]Payment) {
	var page []Payment
	for _, p := range payments {
		if p.effect(code) == 0 {
			continue
		}
		if page = append(page, p); len(page) == pageLines {
			pages, page = append(pages, page), nil
		}
	}
	if len(page) > 0 {
		pages = append(pages, page)
	}
	return pages
}

func netOf(code string, lines []Payment) (net money.Amount) {
	for _, p := range lines {
		net += p.effect(code)
	}
	return net
}

// announce sends what settled windows and closed days owe the participants: events, notifications, statements. It goes on
// where a crash has stopped it.
func (h *House) announce(ctx context.Context) error {
	for {
		more := false
		err := h.st.Update(ctx, func(tx *store.Tx) (err error) {
			more, err = h.announceOne(tx)
			return err
		})
		if err != nil || !more {
			return err
		}
	}
}

func (h *House) announceOne(tx *store.Tx) (more bool, err error) {
	all, err := participants(tx)
	if err != nil {
		return false, err
	}
	if w, ok, err := windowIn(tx, windowSettled); err != nil || ok {
		if err == nil {
			err = h.announceWindow(tx, all, w)
		}
		return ok, err
	}
	d, ok, err := dayIn(tx, dayClosed)
	if err != nil || !ok {
		return false, err
	}
	if err := h.event(tx, all, "CLSD", "E-"+d.Date.String(), d.Date.String()); err != nil {
		return false, err
	}
	for _, p := range all {
		if err := h.sendStatement(tx, p, d.Date, "S-"+d.Date.String()+"-"+p.Code); err != nil {
			return false, err
		}
	}
	d.State = dayTold
	return true, putDay(tx, d)
}

func (h *House) announceWindow(tx *store.Tx, all []Participant, w window) error {
	if err := h.event(tx, all, "CUTO", "C-"+w.Name, w.Name, w.Day.String()); err != nil {
		return err
	}
	payments, err := inWindow(tx, w.Name)
	if err != nil {
		return err
	}
	for _, p := range all {
		pages := pagesOf(p.Code, payments)
		for i, lines := range pages {
			id := fmt.Sprintf("N-%s-%s-%03d", w.Name, p.Code, i+1)
			doc := notification(header(tx), p.Code, w, i+1, i+1 == len(pages), lines, tx.Now())
			if err := h.send(tx, p.Code, message.Camt054, "", id, doc); err != nil {
				return err
			}
		}
	}
	w.State = windowTold
	return putWindow(tx, w)
}

// CloseDay settles the last window and ends the business day; statements follow, then the next day opens.
func (h *House) CloseDay(ctx context.Context, next calendar.Date) error {
	err := h.st.Update(ctx, func(tx *store.Tx) error { return h.closeDay(tx, next) })
	if err != nil {
		return err
	}
	return h.announce(ctx)
}

func (h *House) closeDay(tx *store.Tx, next calendar.Date) error {
	d, ok, err := lastDay(tx)
	if err != nil {
		return err
	}
	if !ok || next <= d.Date {
		return errDayOpen
	}
	if _, err := h.cutOff(tx); err != nil {
		return err
	}
	d.State = dayClosed
	if err := putDay(tx, d); err != nil {
		return err
	}
	return h.openDay(tx, next, h.passed(tx.Now(), next))
}

// passed counts the scheduled cut-offs of a day that lie behind.
func (h *House) passed(now time.Time, on calendar.Date) (n int64) {
	local := now.In(h.zone)
	switch today := calendar.FromTime(local); {
	case today < on:
		return 0
	case today > on:
		return int64(len(h.o.CutOffs))
	}
	for _, at := range h.o.CutOffs {
		if local.Format("15:04") >= at {
			n++
		}
	}
	return n
}

// keepTime does what the clock asks for: the cut-offs that are due, and the change of the day.
func (h *House) keepTime(ctx context.Context) error {
	if len(h.o.CutOffs) == 0 {
		return nil
	}
	return h.st.Update(ctx, func(tx *store.Tx) error {
		d, ok, err := lastDay(tx)
		if err != nil || !ok {
			return err
		}
		if today := calendar.FromTime(tx.Now().In(h.zone)); today > d.Date {
			return h.closeDay(tx, today)
		}
		n := h.passed(tx.Now(), d.Date)
		if n <= d.Cuts {
			return nil
		}
		w, err := h.cutOff(tx)
		if err != nil {
			return err
		}
		d.Cuts = n
		if err := putDay(tx, d); err != nil {
			return err
		}
		return openWindow(tx, w.Day)
	})
}
