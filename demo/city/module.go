package city

import (
	"embed"
	"io/fs"

	"tonghui/platform/app"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// Module is the city's place in the app: its tables only. Whoever wants the city built calls Build.
func (*City) Module() app.Module { return app.Module{Name: "city", Schema: Schema()} }

// Schema is the city's migrations.
func Schema() fs.FS {
	f, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return f
}
