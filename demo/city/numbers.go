package city

import (
	"fmt"
	"strconv"
	"strings"

	"tonghui/base/calendar"
	"tonghui/base/ident"
	"tonghui/core/party"
)

// region is the district's code (GB/T 2260), as identity numbers and credit codes of its people and firms begin with or hold.
const region = "110112"

// citizenID is an identity number of the district for a birth and a count; the check is found by trying.
func citizenID(born int, g party.Gender, count int, today calendar.Date) (string, error) {
	seq := 2*count + 1 // odd for men
	if g == party.Female {
		seq++
	}
	return checked(fmt.Sprintf("%s%08d%03d", region, born, seq), "0123456789X", func(s string) error {
		_, err := ident.ParseCitizenID(s, today)
		return err
	})
}

// creditCode is a unified social credit code of the district for a firm, an agency or an institution, and a count.
func creditCode(sort party.Sort, count int) (string, error) {
	kind := map[party.Sort]string{party.Business: "91", party.Agency: "11", party.Institution: "12"}[sort]
	return checked(fmt.Sprintf("%s%sMA0%06d", kind, region, 420+17*count), "0123456789ABCDEFGHJKLMNPQRTUWXY", func(s string) error {
		_, err := ident.ParseCreditCode(s)
		return err
	})
}

// checked is the head with the first check character that passes.
func checked(head, checks string, parse func(string) error) (string, error) {
	var err error
	for _, c := range checks {
		if err = parse(head + string(c)); err == nil {
			return head + string(c), nil
		}
	}
	return "", fmt.Errorf("no check fits %s: %w", strings.Repeat("*", len(head)), err)
}

// phone is a mobile number that no operator has given out, by a count.
func phone(count int) string { return fmt.Sprintf("1990000%04d", count) }

// streets are where people live.
var streets = []string{"新华东街", "运河西大街", "北苑南路", "云景东路", "九棵树东路", "梨园中街", "葛布店北里", "玉带河东街", "徐宋路", "潞苑南大街"}

// address is where somebody lives, by a count.
func address(count int) string {
	return fmt.Sprintf("北京市通州区%s%d号院%d号楼%d室", streets[count%len(streets)], 3+count*7%60, 1+count%9, 101+100*(count%6)+count%4)
}

// birth reads a date of the cast.
func birth(yyyymmdd int) (calendar.Date, error) { return calendar.FromYYYYMMDD(yyyymmdd) }

func text(n int64) string { return strconv.FormatInt(n, 10) }
