package layout

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzUnpackNeverReadsBeyondTheSegment(f *testing.F) {
	s := segment{}
	s.start(1, 33, 500, FirstDay)
	lines := []Line{
		{Transfer: 1 << 60, Seq: 33, Kind: "TRF", Reference: "01JABC", BankDate: FirstDay, ValueDate: FirstDay - 3,
			Amount: -200, Balance: 300, Contra: 9},
		{Transfer: 1<<60 + 5, Seq: 34, Kind: "TRF", Reference: "01JABD", BankDate: FirstDay + 1, ValueDate: FirstDay + 1,
			Amount: 1 << 50, Balance: 1<<50 + 300, Contra: 1 << 62},
	}
	for i := range lines {
		s.add(&lines[i], true)
	}
	got, err := s.unpack(true, nil)
	if diff := cmp.Diff(lines, got); err != nil || diff != "" {
		f.Fatalf("%v (-want +got):\n%s", err, diff)
	}
	f.Add(s.body, uint8(2), true)
	f.Add(s.body[:20], uint8(2), true)
	f.Add([]byte{1, 2, 0, 0}, uint8(1), false)
	f.Fuzz(func(t *testing.T, body []byte, count uint8, wide bool) {
		broken := segment{firstSeq: 1, count: int(count), body: body}
		lines, err := broken.unpack(wide, nil)
		if err == nil && len(lines) != int(count) {
			t.Errorf("%d lines of %d and no error", len(lines), count)
		}
		row := unpacker{rest: body}
		if legs := row.legs(1, nil); row.err() == nil && len(row.rest) > 0 {
			t.Errorf("%d bytes left after %d legs", len(row.rest), len(legs))
		}
	})
}
