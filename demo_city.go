package tonghui

import (
	"context"

	"tonghui/demo/city"
)

// Demo builds the demo city, or goes on where that was broken off, and tells its logins. It wants a bank that has nobody yet.
func (b *Bank) Demo(ctx context.Context) (*city.Logins, error) { return b.City.Build(ctx) }
