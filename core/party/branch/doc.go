// Package branch is the bank's branches (机构): where accounts are kept, staff work and customers are served.
//
// Words: a branch has a code (机构号), the one that accounts and entries carry; branches form a tree under one head office
// (总行); below a branch are itself and all that report to it, through however many levels; a closed branch (撤并) keeps its
// code, its place and its history.
//
// Invariants:
//   - There is one head office, and every other branch reports to a branch that leads to it: no circle.
//   - A branch reports to one of its own kind or of a higher one, which was open when it was put there.
//   - A branch closes after all below it have closed and everybody has left it.
//   - Every change leaves the branch as it was then in its history.
package branch
