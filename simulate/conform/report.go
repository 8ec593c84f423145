package conform

import (
	"fmt"
	"io"
)

// Case is one judgement.
type Case struct {
	Name    string `json:"name"`              // what was asked
	Message string `json:"message,omitempty"` // the golden message, or the one that the other side sent
	Rule    string `json:"rule,omitempty"`    // of the standard or the protocol
	Holds   bool   `json:"holds"`
	Why     string `json:"why,omitempty"` // it did not hold
}

// Report is all that a kit found.
type Report struct {
	Subject string `json:"subject"` // "clearing"
	URL     string `json:"url"`
	Failed  int    `json:"failed"`
	Cases   []Case `json:"cases"`
}

// Add notes a case; err is why it failed.
func (r *Report) Add(name, message, rule string, err error) {
	c := Case{Name: name, Message: message, Rule: rule, Holds: err == nil}
	if err != nil {
		c.Why = err.Error()
		r.Failed++
	}
	r.Cases = append(r.Cases, c)
}

// Print writes the report for people: a line a case, and why below those that failed.
func (r *Report) Print(w io.Writer) error {
	for _, c := range r.Cases {
		mark := "✓"
		if !c.Holds {
			mark = "✗"
		}
		text := mark + " " + c.Name
		if c.Message != "" {
			text += " (" + c.Message + ")"
		}
		if !c.Holds {
			text += "\n    " + c.Why
			if c.Rule != "" {
				text += "\n    rule / 规则: " + c.Rule
			}
		}
		if _, err := fmt.Fprintln(w, text); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%d of %d cases failed / %[2]d 项检验中 %[1]d 项不符\n", r.Failed, len(r.Cases))
	return err
}
