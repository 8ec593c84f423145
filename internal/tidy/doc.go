// Package tidy is the house's rules as tests: what a reviewer would otherwise have to remember.
//
// Words: a Tree is the source as it stands, read with go/parser and nothing heavier; a Rule looks at a Tree and
// answers Findings, each with file, line, the rule's name and what to do; an archive in testdata is a small
// invented tree with the findings that a rule must make of it.
//
// Invariants:
//   - `go test ./internal/tidy` reads every file that .gitignore lets in, in a few seconds, without a network.
//   - No rule without an archive that proves that it bites (TestRulesBite counts them).
//   - An exception stands in this package with its reason, never in a reviewer's head.
//
// To see the rules: go test ./internal/tidy -v
package tidy
