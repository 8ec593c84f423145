package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"

	tonghui "tonghui"
	"tonghui/platform/store"
)

var openapiCommand = command{
	name: "openapi", brief: "print the API's OpenAPI document / 输出 OpenAPI 文档",
	usage: `
usage: tonghui openapi

Prints the OpenAPI 3.1 document of this program in YAML, as the server serves it at /openapi.yaml.

example:
  tonghui openapi > docs/openapi.yaml`,
	run: runOpenAPI,
}

func runOpenAPI(ctx context.Context, e *env, flags *flag.FlagSet, args []string) error {
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	if err := arguments(flags, rest, 0); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "tonghui-openapi-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b, err := tonghui.Open(ctx, filepath.Join(dir, "empty.db"), store.Options{}, tonghui.Config{})
	if err != nil {
		return err
	}
	defer b.Store.Close()
	return b.App.WriteOpenAPI(e.out)
}
