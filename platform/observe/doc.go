// Package observe is how an operator sees into the bank: logs, metrics and traces, from one Setup.
//
// Words: a Log is structured (slog) and carries the request id and the trace of its context; a redacted value keeps the
// first and last four digits of anything that looks like a citizen id (身份证号), a card number (卡号) or another
// long number; a Metric has a bounded set of labels, so that no client can make the bank's memory grow; a trace
// (链路追踪) is a tree of spans (跨度), from a request through its update and commit group to the jobs it causes.
//
// Invariants:
//   - No log line and no span holds a full citizen id, card or account number, wherever in it it stood. The ids of
//     traces are hexadecimal and are shown as they are.
//   - Metrics are labelled by the program's own words only, never by anything that a client sends.
//   - Nobody waits for a collector: what it does not take is dropped and counted.
//   - Every metric is in the dashboard, and every query of dashboard and alert rules names metrics and labels that exist.
package observe
