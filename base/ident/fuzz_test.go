package ident_test

import (
	"testing"

	"tonghui/base/problem"
)

// fuzz feeds one parser: whatever it takes must be canonical, whatever it refuses must be a problem of this package.
func fuzz(f *testing.F, p parser, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		s, err := p.parse(in)
		if err != nil {
			if problem.KindOf(err) != problem.Invalid {
				t.Errorf("%q gave %v", in, err)
			}
			return
		}
		if again, err := p.parse(s); err != nil || again != s {
			t.Errorf("%q reads %q, and that reads %q, %v", in, s, again, err)
		}
	})
}

func FuzzCreditCode(f *testing.F) {
	fuzz(f, parsers[0], "91350100M000100Y43", "9144030071526726XG", "91350100M000100Y4Z", "")
}

func FuzzCitizenID(f *testing.F) {
	fuzz(f, parsers[1], "11010519491231002X", "110105491231002", "81000019900101001X", "11010520261301002X")
}

func FuzzCard(f *testing.F) {
	fuzz(f, parsers[2], "6200 0000 0000 0005", "4111111111111111", "378282246310005", "62")
}

func FuzzAccountNumber(f *testing.F) {
	fuzz(f, parsers[3], "1001232010000004223", "1001 2320 1000 0004 223", "10")
}

func FuzzBankCode(f *testing.F) {
	fuzz(f, parsers[4], "102100099996", "105100000017", "102")
}

func FuzzIBAN(f *testing.F) {
	fuzz(f, parsers[5], "DE89 3704 0044 0532 0130 00", "NO9386011117947", "MT84MALT011000012345MTLCAST001S", "XX00")
}
