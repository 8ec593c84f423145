package bench

import (
	"os"
	"testing"

	"tonghui/platform/store"
)

// BenchmarkBackup prints the table of Backup: go test -run - -bench Backup -benchtime 1x ./internal/bench
func BenchmarkBackup(b *testing.B) {
	if store.TestDSN() != "" {
		b.Skip("measures the file's backup")
	}
	for b.Loop() {
		if err := Backup(b.Context(), os.Stdout, b.TempDir()); err != nil {
			b.Fatal(err)
		}
	}
}
