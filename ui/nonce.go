package ui

// NonceMark stands in index.html wherever the nonce of the request belongs: replace all of them.
const NonceMark = "__CSP_NONCE__"

// Command builds the pages; a server without them shows it.
const Command = "cd ui && npm ci && npm run build"
