// Package top shows on a terminal how the bank does, once a second, from the metrics of its server.
//
// Words: a Sample is what the server's /metrics said at one moment; Figures are what an operator reads (transfers per
// second, latencies, queues, lags), made of two samples; a frame is the text that fills the terminal with them.
//
// Invariants:
//   - A frame never has more lines than the terminal is high, nor a line wider than the terminal, Chinese characters
//     counted as two columns.
//   - What the server does not measure is shown as absent, never as zero.
//   - Colour only repeats what a mark before the figure says too.
package top
