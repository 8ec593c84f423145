package iso20022_test

import (
	"encoding/xml"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/moov-io/iso20022/pkg/admi_v01"
	"github.com/moov-io/iso20022/pkg/admi_v02"
	"github.com/moov-io/iso20022/pkg/camt_v08"
	"github.com/moov-io/iso20022/pkg/camt_v09"
	"github.com/moov-io/iso20022/pkg/head_v02"
	"github.com/moov-io/iso20022/pkg/pacs_v08"
	"github.com/moov-io/iso20022/pkg/pacs_v10"

	"tonghui/core/payment/iso20022"
)

// TestOrderOfElements compares the types with those of another library, which were made from the standard's schemas: each element
// is known there, in the same order, and required here if it is there.
func TestOrderOfElements(t *testing.T) {
	for _, c := range []struct{ ours, theirs any }{
		{iso20022.Header{}, head_v02.BusinessApplicationHeaderV02{}},
		{iso20022.CreditTransfer{}, pacs_v08.FIToFICustomerCreditTransferV08{}},
		{iso20022.StatusReport{}, pacs_v10.FIToFIPaymentStatusReportV10{}},
		{iso20022.PaymentReturn{}, pacs_v10.PaymentReturnV10{}}, // of .09 the library has no types; these elements are the same
		{iso20022.CancellationRequest{}, camt_v08.FIToFIPaymentCancellationRequestV08{}},
		{iso20022.Resolution{}, camt_v09.ResolutionOfInvestigationV09{}},
		{iso20022.Statements{}, camt_v08.BankToCustomerStatementV08{}},
		{iso20022.Notifications{}, camt_v08.BankToCustomerDebitCreditNotificationV08{}},
		{iso20022.Reject{}, admi_v01.Admi00200101{}},
		{iso20022.SystemEvent{}, admi_v02.SystemEventNotificationV02{}},
	} {
		compareTypes(t, reflect.TypeOf(c.ours), reflect.TypeOf(c.theirs), reflect.TypeOf(c.ours).Name())
	}
}

func bare(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}

func compareTypes(t *testing.T, ours, theirs reflect.Type, path string) {
	ours, theirs = bare(ours), bare(theirs)
	if ours.Kind() != reflect.Struct || theirs.Kind() != reflect.Struct || ours == reflect.TypeFor[iso20022.Amount]() ||
		ours == reflect.TypeFor[iso20022.DateTime]() || ours == reflect.TypeFor[iso20022.Date]() {
		return
	}
	var names []string
	for i := range theirs.NumField() {
		name, _, _ := strings.Cut(theirs.Field(i).Tag.Get("xml"), ",")
		names = append(names, name)
	}
	at := -1
	for i := range ours.NumField() {
		name, _, _ := strings.Cut(ours.Field(i).Tag.Get("xml"), ",")
		n := slices.Index(names, name)
		switch {
		case n < 0:
			t.Errorf("%s/%s isn't in %s", path, name, theirs)
			continue
		case n <= at:
			t.Errorf("%s/%s is in another place in %s", path, name, theirs)
		}
		at = n
		compareTypes(t, ours.Field(i).Type, theirs.Field(n).Type, path+"/"+name)
	}
}

// TestOracleReads has the other library read and validate what this package writes, of the messages without alternatives: it wants
// all of them at once.
func TestOracleReads(t *testing.T) {
	for definition, into := range map[string]interface{ Validate() error }{
		iso20022.SystemEventID: &admi_v02.SystemEventNotificationV02{},
		iso20022.RejectID:      &admi_v01.Admi00200101{},
	} {
		m, err := iso20022.DecodeDocument(read(t, definition+".xml"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := iso20022.EncodeDocument(m)
		if err != nil {
			t.Fatal(err)
		}
		_, inner, _ := strings.Cut(string(b), "<Document")
		_, inner, _ = strings.Cut(inner, ">")
		inner, _, _ = strings.Cut(inner, "</Document>")
		if err := xml.Unmarshal([]byte(inner), into); err != nil {
			t.Errorf("%s: %v", definition, err)
			continue
		}
		if err := into.Validate(); err != nil {
			t.Errorf("%s: %v", definition, err)
		}
	}
}
