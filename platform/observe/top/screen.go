package top

import (
	"context"
	"io"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Watch draws frames on a terminal until the user quits or ctx ends. It reads the source every so often.
func Watch(ctx context.Context, in io.Reader, out io.Writer, source *Source, every time.Duration, style Style) error {
	style.Keys = true
	s := &screen{ctx: ctx, source: source, every: every, style: style}
	_, err := tea.NewProgram(s, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(out), tea.WithAltScreen(),
		tea.WithoutSignalHandler()).Run()
	if ctx.Err() != nil {
		return nil // the user's Ctrl-C, told by the program's own signals
	}
	return err
}

// Once takes two samples and gives their figures.
func Once(ctx context.Context, source *Source, every time.Duration) (*Figures, error) {
	first, err := source.Read(ctx)
	if err != nil {
		return nil, err
	}
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-time.After(every):
	}
	second, err := source.Read(ctx)
	if err != nil {
		return nil, err
	}
	return Compare(source.URL, first, second), nil
}

// screen is the terminal's state.
type screen struct {
	ctx     context.Context //nolint:containedctx // bubbletea's commands take none
	source  *Source
	every   time.Duration
	style   Style
	history History
	before  *Sample
}

// sampled is a reading, or why there is none.
type sampled struct {
	sample *Sample
	err    error
}

type due struct{}

// Init takes the first sample.
func (s *screen) Init() tea.Cmd { return s.read }

// read takes a sample, beside the drawing.
func (s *screen) read() tea.Msg {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(s.ctx, patience)
	defer cancel()
	sample, err := s.source.Read(ctx)
	return sampled{sample, err}
}

func (s *screen) later() tea.Cmd {
	return tea.Tick(s.every, func(time.Time) tea.Msg { return due{} })
}

// Update takes in what happened.
func (s *screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch m := msg.(type) {
	case tea.WindowSizeMsg:
		s.style.Width, s.style.Height = m.Width, m.Height
	case tea.KeyMsg:
		if m.Type != tea.KeyRunes {
			return s, s.press(m.String())
		}
		var all []tea.Cmd
		for _, r := range m.Runes { // fast fingers, or a slow line: several keys in one message
			all = append(all, s.press(string(r)))
		}
		return s, tea.Batch(all...)
	case due:
		if s.style.Paused {
			return s, s.later()
		}
		return s, s.read
	case sampled:
		s.take(m)
		return s, s.later()
	}
	return s, nil
}

func (s *screen) press(key string) tea.Cmd {
	switch key {
	case "q", "Q", "ctrl+c":
		return tea.Quit
	case "p", "P", " ":
		s.style.Paused = !s.style.Paused
		s.before = nil // what happened meanwhile is not this second's
	case "l", "L":
		s.style.Chinese = !s.style.Chinese
	case "h", "H", "?":
		s.style.Help = !s.style.Help
	case "esc":
		s.style.Help = false
	}
	return nil
}

func (s *screen) take(m sampled) {
	switch {
	case m.err != nil:
		s.history.Fail(m.err)
		s.before = nil
	case s.style.Paused:
	default:
		if s.before != nil {
			s.history.Add(Compare(s.source.URL, s.before, m.sample))
		}
		s.history.trouble = ""
		s.before = m.sample
	}
}

// View draws.
func (s *screen) View() string { return s.history.Frame(s.style) }
