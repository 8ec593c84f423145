package clearing

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed golden/*.xml golden/cases.txt
var goldenFiles embed.FS

// Golden are the golden messages and cases.txt, which says what breaks which rule.
func Golden() fs.FS {
	sub, err := fs.Sub(goldenFiles, "golden")
	if err != nil {
		panic(err) // the folder is in the program
	}
	return sub
}

// badCase is a line of cases.txt.
type badCase struct {
	file   string
	status int
	reason string
	rule   string
}

func badCases() (cases []badCase) {
	text, err := goldenFiles.ReadFile("golden/cases.txt")
	if err != nil {
		panic(err) // it is in the program
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.Split(line, "|")
		if len(parts) != 4 {
			panic("golden/cases.txt: " + line)
		}
		status, err := strconv.Atoi(strings.TrimSpace(parts[1]))
		if err != nil {
			panic("golden/cases.txt: " + line)
		}
		cases = append(cases, badCase{file: strings.TrimSpace(parts[0]), status: status, reason: strings.TrimSpace(parts[2]),
			rule: strings.TrimSpace(parts[3])})
	}
	return cases
}

// values fill the marks of a golden message: "UETR" stands for $UETR.
type values map[string]string

// with adds or replaces some, in pairs.
func (v values) with(pairs ...string) values {
	w := values{}
	for k, x := range v {
		w[k] = x
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		w[pairs[i]] = pairs[i+1]
	}
	return w
}

// fill makes a golden message ready to be sent.
func fill(file string, v values) []byte {
	text, err := goldenFiles.ReadFile("golden/" + file)
	if err != nil {
		panic(fmt.Sprintf("golden message %s: %v", file, err)) // the kit's own mistake
	}
	var pairs []string
	for k, x := range v {
		pairs = append(pairs, "$"+k, x)
	}
	// No mark is the beginning of another one, so the order of the map doesn't matter.
	return []byte(strings.NewReplacer(pairs...).Replace(string(text)))
}
