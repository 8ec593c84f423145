// Package bench measures the bank: what `tonghui bench` runs.
//
// Words: a scenario is one kind of load over one database; its ceiling is the fastest bare writer of the same
// rows, in the same batches, with the same sync, that does none of the bank's thinking; the ratio of the two is
// what the bank's rules cost.
//
// A benchmark prints figures and judges none: machines differ, ratios within one run don't.
package bench
