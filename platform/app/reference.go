package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// reference is what the reference page shows, taken from the OpenAPI document.
type reference struct {
	Version        string
	About, AboutZH string
	Groups         []group
	Schemas        []namedSchema
	Problems       []map[string]any
	Operations     int
}

type group struct {
	Name, EN, ZH string
	Operations   []call
}

// call is one operation on the page.
type call struct {
	ID, Method, Path, EN, ZH, About, Permission string
	Parameters                                  []parameter
	Body                                        *bodyShape
	Answers                                     []bodyShape
	Refusals                                    []int
	Problems                                    []map[string]any
	Curl                                        string
	Words                                       string // what the search looks in
}

type parameter struct {
	Name, In, Type, About string
	Required              bool
}

type bodyShape struct {
	Status, Media, Ref, Type string
}

type namedSchema struct {
	Name   string
	About  string
	Fields []field
}

type field struct {
	Name, Type, Ref, About string
	Required               bool
}

func (a *App) reference() reference {
	doc := a.api.OpenAPI()
	out := reference{Version: a.cfg.Version, About: about, AboutZH: aboutZH, Problems: documentProblems(ownProblems())}
	byTag := map[string]*group{}
	for _, t := range doc.Tags {
		zh, _ := t.Extensions["x-description-zh"].(string)
		byTag[t.Name] = &group{Name: t.Name, EN: t.Description, ZH: zh}
	}
	for path, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op == nil {
				continue
			}
			tag := op.Tags[0]
			if byTag[tag] == nil {
				byTag[tag] = &group{Name: tag}
			}
			byTag[tag].Operations = append(byTag[tag].Operations, a.call(path, op))
			out.Operations++
		}
	}
	for _, g := range byTag {
		sort.Slice(g.Operations, func(i, j int) bool {
			x, y := g.Operations[i], g.Operations[j]
			return x.Path < y.Path || x.Path == y.Path && methodOrder(x.Method) < methodOrder(y.Method)
		})
		out.Groups = append(out.Groups, *g)
	}
	sort.Slice(out.Groups, func(i, j int) bool { return out.Groups[i].Name < out.Groups[j].Name })
	for name, s := range doc.Components.Schemas.Map() {
		out.Schemas = append(out.Schemas, describeSchema(name, s))
	}
	sort.Slice(out.Schemas, func(i, j int) bool { return out.Schemas[i].Name < out.Schemas[j].Name })
	return out
}

func methodOrder(m string) int { return strings.Index("GET POST PUT PATCH DELETE", m) }

func (a *App) call(path string, op *huma.Operation) call {
	ep := op.Metadata[endpointKey].(*endpoint)
	c := call{ID: op.OperationID, Method: op.Method, Path: path, EN: ep.doc.EN, ZH: ep.doc.ZH, About: ep.doc.About,
		Permission: string(ep.doc.Permission), Problems: documentProblems(ep.doc.Problems)}
	for _, p := range op.Parameters {
		c.Parameters = append(c.Parameters, parameter{
			Name: p.Name, In: p.In, Type: limits(p.Schema), About: p.Description, Required: p.Required})
	}
	if op.RequestBody != nil {
		if m := op.RequestBody.Content[jsonType]; m != nil {
			b := shape("", jsonType, m.Schema)
			c.Body = &b
		}
	}
	for status, r := range op.Responses {
		if status[0] != '2' {
			if n, err := strconv.Atoi(status); err == nil {
				c.Refusals = append(c.Refusals, n)
			}
			continue
		}
		for media, m := range r.Content {
			c.Answers = append(c.Answers, shape(status, media, m.Schema))
		}
	}
	sort.Ints(c.Refusals)
	sort.Slice(c.Answers, func(i, j int) bool { return c.Answers[i].Media < c.Answers[j].Media })
	c.Curl = a.curl(path, op, ep)
	c.Words = strings.ToLower(strings.Join([]string{c.ID, c.Method, c.Path, c.EN, c.ZH, op.Tags[0]}, " "))
	return c
}

func shape(status, media string, s *huma.Schema) bodyShape {
	t, ref := schemaType(s)
	return bodyShape{Status: status, Media: media, Type: t, Ref: ref}
}

// curl is a call that can be pasted into a shell.
func (a *App) curl(path string, op *huma.Operation, ep *endpoint) string {
	var b strings.Builder
	b.WriteString("curl -sS")
	if op.Method != http.MethodGet {
		fmt.Fprintf(&b, " -X %s", op.Method)
	}
	fmt.Fprintf(&b, ` -H "Authorization: Bearer $TOKEN"`)
	if ep.takesKey {
		b.WriteString(" \\\n  -H \"Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)\"")
	}
	if ep.hasBody {
		b.WriteString(" \\\n  -H 'Content-Type: application/json'")
		body := ep.doc.Example
		if body == nil && op.RequestBody != nil {
			body = a.sample(op.RequestBody.Content[jsonType].Schema, 0)
		}
		text, err := json.MarshalIndent(body, "", "  ")
		if err == nil {
			fmt.Fprintf(&b, " \\\n  -d '%s'", strings.ReplaceAll(string(text), "'", `'\''`))
		}
	}
	fmt.Fprintf(&b, " \\\n  \"$BANK%s\"", path)
	return b.String()
}

// sample makes a value of a schema from its examples.
func (a *App) sample(s *huma.Schema, depth int) any {
	for s != nil && s.Ref != "" {
		s = a.api.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref)
	}
	switch {
	case s == nil || depth > 6:
		return nil
	case len(s.Examples) > 0:
		return s.Examples[0]
	case s.Default != nil:
		return s.Default
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	switch s.Type {
	case huma.TypeObject:
		out := map[string]any{}
		for name, p := range s.Properties {
			if slices.Contains(s.Required, name) {
				out[name] = a.sample(p, depth+1)
			}
		}
		return out
	case huma.TypeArray:
		return []any{a.sample(s.Items, depth+1)}
	case huma.TypeBoolean:
		return false
	case huma.TypeInteger, huma.TypeNumber:
		return 1
	default:
		return "…"
	}
}

func describeSchema(name string, s *huma.Schema) namedSchema {
	out := namedSchema{Name: name, About: s.Description}
	for prop, p := range s.Properties {
		t, ref := schemaType(p)
		if extra := limits(p); ref == "" {
			t = extra
		}
		out.Fields = append(out.Fields, field{
			Name: prop, Type: t, Ref: ref, About: p.Description, Required: slices.Contains(s.Required, prop)})
	}
	sort.Slice(out.Fields, func(i, j int) bool {
		if out.Fields[i].Required != out.Fields[j].Required {
			return out.Fields[i].Required
		}
		return out.Fields[i].Name < out.Fields[j].Name
	})
	return out
}

// schemaType names a schema's type; ref is the schema it links to.
func schemaType(s *huma.Schema) (name, ref string) {
	switch {
	case s == nil:
		return "any", ""
	case s.Ref != "":
		ref = s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
		return ref, ref
	case s.Type == huma.TypeArray:
		name, ref = schemaType(s.Items)
		return "array of " + name, ref
	case s.Type == "":
		return "any", ""
	default:
		return s.Type, ""
	}
}

// limits says a schema's type with what bounds it.
func limits(s *huma.Schema) string {
	name, _ := schemaType(s)
	if s == nil {
		return name
	}
	var b bytes.Buffer
	b.WriteString(name)
	if s.Format != "" && s.Format != "int64" {
		fmt.Fprintf(&b, ", %s", s.Format)
	}
	if s.MinLength != nil || s.MaxLength != nil {
		fmt.Fprintf(&b, ", %s characters", span(s.MinLength, s.MaxLength))
	}
	if s.MinItems != nil || s.MaxItems != nil {
		fmt.Fprintf(&b, ", %s items", span(s.MinItems, s.MaxItems))
	}
	if s.Minimum != nil || s.Maximum != nil {
		fmt.Fprintf(&b, ", %s", span(s.Minimum, s.Maximum))
	}
	if s.Pattern != "" {
		fmt.Fprintf(&b, ", matches %s", s.Pattern)
	}
	for i, e := range s.Enum {
		fmt.Fprintf(&b, "%s%v", map[bool]string{true: ": ", false: " | "}[i == 0], e)
	}
	if s.Default != nil {
		fmt.Fprintf(&b, ", default %v", s.Default)
	}
	return b.String()
}

// span says the bounds of a length or of a number.
//
//tidy:float JSON Schema states bounds as floats
func span[T int | float64](low, high *T) string {
	switch {
	case low != nil && high != nil:
		return fmt.Sprintf("%v to %v", *low, *high)
	case low != nil:
		return fmt.Sprintf("from %v", *low)
	default:
		return fmt.Sprintf("up to %v", *high)
	}
}
