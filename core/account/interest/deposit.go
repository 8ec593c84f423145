package interest

import (
	"tonghui/base/calendar"
	"tonghui/base/money"
)

// Interest of deposits with a term. All count from the first day to the last one excluded (算头不算尾), sum exactly and round
// once. Sources: 中国人民银行关于人民币存贷款计结息问题的通知（银发〔2005〕129号）, 储蓄管理条例 (early withdrawal, and the time after
// maturity, earn the demand rate posted on the day of withdrawal; 第二十四、二十五条).

// TimeDeposit (整存整取) is the interest of a principal that ran from one date to another at one annual rate: whole months count
// as a twelfth of the year's rate each, so whole years as the year's, and only the odd days behind them at 1/360 a day
// (对年对月对日). A month that has no such day ends on its last one.
func TimeDeposit(principal money.Amount, rate PPM, from, to calendar.Date) (money.Amount, error) {
	return termSum(principal, rate, from, to).Round()
}

// termSum counts a whole month as 30 days of a 360-day year, which is exactly a twelfth.
func termSum(principal money.Amount, rate PPM, from, to calendar.Date) Sum {
	months, odd := wholeMonths(from, to)
	return product(principal, int64(rate)*int64(30*months+odd))
}

// wholeMonths splits a period into whole months and odd days.
func wholeMonths(from, to calendar.Date) (months, days int) {
	if to <= from {
		return 0, 0
	}
	months = 12*(to.Year()-from.Year()) + int(to.Month()) - int(from.Month())
	if from.AddMonths(months) > to {
		months--
	}
	return months, to.Sub(from.AddMonths(months))
}

// Days is the interest of actual days at 1/360 of the annual rate each (逐笔计息, by actual days).
func Days(principal money.Amount, rate PPM, from, to calendar.Date) (money.Amount, error) {
	return daysSum(principal, rate, from, to).Round()
}

func daysSum(principal money.Amount, rate PPM, from, to calendar.Date) Sum {
	return product(principal, int64(rate)*int64(max(0, to.Sub(from))))
}

// Broken is the interest of a time deposit, or a part of it, that leaves on a date: before maturity all of it earns the
// demand rate of that day by actual days; at maturity the term's rate; and what it stayed longer the demand rate.
func Broken(principal money.Amount, rate, demand PPM, from, matures, on calendar.Date) (money.Amount, error) {
	return brokenSum(principal, rate, demand, from, matures, on).Round()
}

func brokenSum(principal money.Amount, rate, demand PPM, from, matures, on calendar.Date) Sum {
	if on < matures {
		return daysSum(principal, demand, from, on)
	}
	return termSum(principal, rate, from, matures).plus(daysSum(principal, demand, matures, on))
}

// NoticeDeposit (通知存款) is the interest of money that leaves on a date: the notice rate by actual days if notice was given
// in time and the amount stayed as long as the notice is (1 or 7 days), else the demand rate (通知存款管理办法 第十二、十三条).
func NoticeDeposit(principal money.Amount, rate, demand PPM, noticeDays int, notified bool, from, on calendar.Date) (money.Amount, error) {
	if !notified || on.Sub(from) < noticeDays {
		rate = demand
	}
	return Days(principal, rate, from, on)
}
