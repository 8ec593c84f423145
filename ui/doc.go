// Package ui holds the web faces (网页) of the bank as they were built: people, business, government, kiosk and ops, in
// one set of files that loads each face when it is opened. The sources lie beside it in src; `npm ci && npm run build`
// fills dist, which is compiled into the program.
//
// Words:
//   - face: one of the five ways into the bank, at /people, /business, /government, /kiosk and /ops;
//   - nonce: the word [NonceMark] stands in index.html where the server writes a fresh value at every request, the same
//     as in its Content-Security-Policy;
//   - assets: files under /assets/, which never change under their name and may be kept for ever.
//
// Invariants:
//   - the package compiles with an empty dist; [Built] then says false and the server shows the command to run;
//   - no page needs anything from another origin, and none runs text as code.
package ui
