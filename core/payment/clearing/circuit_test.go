package clearing

import (
	"context"
	"testing"
	"time"
)

// TestCircuit: what fails together counts once, pauses are short at first, one message tries, and an answer or a message of the
// house lets the others go on.
func TestCircuit(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	at := now.Add
	c := &circuit{}
	admitted := func(after, want time.Duration) int {
		t.Helper()
		round, wait, _ := c.try(at(after))
		if wait != want {
			t.Fatalf("after %s a message waits %s, not %s", after, wait, want)
		}
		return round
	}
	for n := range circuitFailures {
		round := admitted(0, 0)
		for range 16 {
			c.failed(round, now)
		}
		if word, failures, _ := c.state(now); failures != n+1 || (word == "open") != (n == circuitFailures-1) {
			t.Fatalf("after %d rounds: %s, %d failures", n+1, word, failures)
		}
	}
	admitted(0, circuitFirst)
	trial := admitted(circuitFirst, 0)
	admitted(circuitFirst, circuitTrial) // the others wait for it
	c.failed(trial, at(circuitFirst))
	admitted(circuitFirst, 2*circuitFirst)

	_, _, changed := c.try(at(circuitFirst))
	c.heard()
	select {
	case <-changed:
	default:
		t.Fatal("those that wait aren't woken by a message of the house")
	}
	trial = admitted(2*circuitFirst, 0)
	c.leave(trial, at(2*circuitFirst)) // there was nothing to send
	admitted(2*circuitFirst, 0)
	_, _, changed = c.try(at(2 * circuitFirst))
	c.good(at(2 * circuitFirst))
	select {
	case <-changed:
	default:
		t.Fatal("those that wait aren't woken by an answer")
	}
	admitted(2*circuitFirst, 0)

	for range 40 {
		c.failed(c.round, now)
	}
	admitted(0, circuitMost)
	c.failed(trial, at(time.Hour)) // of a round that is over
	admitted(0, circuitMost)
}

// TestCircuitGivesWay: a run that may not send yet ends with the queue, and goes on as soon as the house is back.
func TestCircuitGivesWay(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	c := &circuit{}
	for range circuitFailures + 10 {
		c.failed(c.round, now)
	}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	if _, ok := c.enter(over, clock); ok {
		t.Error("a message is sent while the circuit is open")
	}
	c.good(now)
	if _, ok := c.enter(context.Background(), clock); !ok {
		t.Error("the house is back, and nothing is sent")
	}
}
