package ui

import (
	"embed"
	"io/fs"
)

// The folder is empty but for .gitkeep until `npm run build` has filled it.
//
//go:embed all:dist
var dist embed.FS

// Files are the built pages: index.html and assets/, whose names carry a hash of what they hold.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is a constant and valid
	}
	return files
}

// Built reports whether the pages were there when the program was compiled.
func Built() bool {
	_, err := fs.Stat(Files(), "index.html")
	return err == nil
}
