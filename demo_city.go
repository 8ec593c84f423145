package tonghui

import (
	"context"

	"tonghui/base/problem"
)

type logins struct{}

func (logins) Text() string { return "" }

// Demo builds the demo city.
func (b *Bank) Demo(context.Context) (logins, error) {
	return logins{}, problem.ErrInternal
}
