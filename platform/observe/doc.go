// Package observe is how an operator sees into the bank: logs, metrics and, later, traces, from one Setup.
//
// Words: a Log is structured (slog) and carries the request id of its context; a redacted value keeps the
// first and last four digits of anything that looks like a citizen id (身份证号), a card number (卡号) or another
// long number; a Metric has a bounded set of labels, so that no client can make the bank's memory grow.
//
// Invariants:
//   - No log line holds a full citizen id, card or account number, wherever in the line it stood.
//   - Metrics are labelled by operation and status only, never by anything that a client sends.
//
// Traces (OpenTelemetry) will come as a third field of Observer; the request id already runs through every
// context and is what they will hang on.
package observe
