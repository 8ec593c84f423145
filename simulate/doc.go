// Package simulate is the shell of every simulator of an outside party (外部系统模拟器): a process of its own that keeps to a
// published contract, has its own small database and keys, and can be made to fail in the ways in which outside parties fail.
//
// Words: a simulator plays an outside party; its contract (接口契约) is what it publishes under /contract; a fault (故障) is a
// way to fail, chosen with --faults; a seed decides which messages are struck, so that a run can be repeated.
//
// Invariants:
//   - Faults change when and how often a message arrives, or add a bad one; what the simulator's books say is never falsified.
//   - Whether a fault strikes depends on the seed, the fault and the message alone, not on time or order.
//   - A simulator listens on the loopback by default, and its /admin answers the loopback only.
//   - What it has acknowledged is on its disk: it may be killed at any moment.
package simulate
