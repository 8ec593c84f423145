package account

import (
	"encoding/json"
	"time"

	"tonghui/platform/store"
)

// allProducts are read whole: they are as many as the bank's staff have decided.
func allProducts(q store.Querier) ([]*Version, error) {
	return store.All(q, scanVersion, `SELECT id, valid_from, data, proposed_by, approved_by, reason, set_at FROM account_products
		ORDER BY code, valid_from, id`)
}

func scanVersion(r store.Scanner) (*Version, error) {
	v := &Version{}
	var data []byte
	var at int64
	if err := r.Scan(&v.ID, &v.From, &data, &v.ProposedBy, &v.ApprovedBy, &v.Reason, &at); err != nil {
		return v, err
	}
	v.SetAt = time.UnixMicro(at).UTC()
	return v, json.Unmarshal(data, &v.Product)
}

func insertVersion(tx *store.Tx, v *Version) error {
	data, err := json.Marshal(&v.Product)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO account_products (id, code, valid_from, data, proposed_by, approved_by, reason, set_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, int64(v.ID), v.Product.Code, int64(v.From), data, v.ProposedBy, v.ApprovedBy, v.Reason,
		v.SetAt.UnixMicro())
	return err
}

func allItems(q store.Querier) ([]*FeeVersion, error) {
	return store.All(q, scanFee, `SELECT id, valid_from, data, proposed_by, approved_by, reason, set_at FROM account_tariff
		ORDER BY item, valid_from, id`)
}

func scanFee(r store.Scanner) (*FeeVersion, error) {
	v := &FeeVersion{}
	var data []byte
	var at int64
	if err := r.Scan(&v.ID, &v.From, &data, &v.ProposedBy, &v.ApprovedBy, &v.Reason, &at); err != nil {
		return v, err
	}
	v.SetAt = time.UnixMicro(at).UTC()
	return v, json.Unmarshal(data, &v.Item)
}

func insertFee(tx *store.Tx, v *FeeVersion) error {
	data, err := json.Marshal(&v.Item)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO account_tariff (id, item, valid_from, data, proposed_by, approved_by, reason, set_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, int64(v.ID), v.Item.Item, int64(v.From), data, v.ProposedBy, v.ApprovedBy, v.Reason,
		v.SetAt.UnixMicro())
	return err
}
