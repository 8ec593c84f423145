package pkdd99

import (
	"embed"
	"io/fs"

	"tonghui/platform/app"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Module is the register's place in the app: tables only, until the rooms for clients, orders, loans and cards exist.
func Module() app.Module { return app.Module{Name: "pkdd99", Schema: Schema()} }

// Schema is the register's migrations.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}
