package payment

import (
	"time"

	"tonghui/platform/audit"
	"tonghui/platform/store"
)

func ordersBetween(q store.Querier, after store.ID, upTo store.Seq, limit int) ([]*Order, error) {
	return store.All(q, scanOrder, selectOrder+"WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", int64(after), int64(upTo), limit)
}

func payersAfter(q store.Querier, after payerKey, limit int) ([]*payer, error) {
	return store.All(q, scanPayer, "SELECT "+payerColumns+` FROM payment_payers WHERE party > ? OR party = ? AND person > ?
		ORDER BY party, person LIMIT ?`, int64(after.party), int64(after.party), int64(after.person), limit)
}

// sumsOf are the counted orders of a payer's day by channel; of a firm's person those that she made, of an account those that it paid.
func sumsOf(q store.Querier, x *payer) ([]channelSum, error) {
	scan := scanSum
	const sum = selectSums + "WHERE payer = ? AND bankdate = ? AND counted = 1"
	if x.key.person == 0 {
		return store.All(q, scan, sum+" GROUP BY channel", int64(x.key.party), int64(x.day))
	}
	if x.key.person < 0 { // an account
		return store.All(q, scan, sum+" AND from_account = ? GROUP BY channel", int64(x.key.party), int64(x.day), -int64(x.key.person))
	}
	return store.All(q, scan, sum+" AND person = ? GROUP BY channel", int64(x.key.party), int64(x.day), int64(x.key.person))
}

const selectSums = "SELECT channel, SUM(amount), COUNT(*) FROM payment_orders "

func scanSum(s store.Scanner) (c channelSum, err error) {
	err = s.Scan(&c.channel, &c.amount, &c.orders)
	return c, err
}

// usedLately is what an account has paid on its counter's day, looked for among the orders of the last days.
func usedLately(tx *store.Tx, x *payer) ([]channelSum, error) {
	return store.All(tx, scanSum, selectSums+"WHERE payer = ? AND id > ? AND bankdate = ? AND from_account = ? AND counted = 1 GROUP BY channel",
		int64(x.key.party), int64(idSince(tx.Now().Add(-72*time.Hour))), int64(x.day), -int64(x.key.person))
}

func idArgs(objects []string) []any {
	args := make([]any, 0, len(objects))
	for _, o := range objects {
		id, _ := store.ParseID(o) // what is none names nothing
		args = append(args, int64(id))
	}
	return args
}

func orderDigests(q store.Querier, objects []string) (map[string]audit.Digest, error) {
	found, err := store.All(q, scanOrder, selectOrder+"WHERE id IN ("+store.Marks(len(objects))+")", idArgs(objects)...)
	out := make(map[string]audit.Digest, len(found))
	for _, o := range found {
		out[o.Number] = o.Digest()
	}
	return out, err
}

func orderObjects(q store.Querier, after string, limit int) ([]string, error) {
	return idsOf(q, "payment_orders", after, limit)
}

func aliasDigests(q store.Querier, objects []string) (map[string]audit.Digest, error) {
	found, err := store.All(q, scanAlias, selectAlias+"WHERE id IN ("+store.Marks(len(objects))+")", idArgs(objects)...)
	out := make(map[string]audit.Digest, len(found))
	for _, l := range found {
		out[l.ID.String()] = l.Digest()
	}
	return out, err
}

func aliasObjects(q store.Querier, after string, limit int) ([]string, error) {
	return idsOf(q, "payment_aliases", after, limit)
}

// idsOf lists a table's ids behind one, as objects.
func idsOf(q store.Querier, table, after string, limit int) ([]string, error) {
	from, _ := store.ParseID(after) // "" begins
	ids, err := store.All(q, store.Value[store.ID], "SELECT id FROM "+table+" WHERE id > ? ORDER BY id LIMIT ?", int64(from), limit)
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out, err
}
