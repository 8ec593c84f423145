package iso20022

import (
	"encoding"
	"encoding/xml"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// fault says where and what is wrong in a document.
type fault struct{ path, en, zh string }

// binder puts a tree into the types, checking what the schema says. The first fault ends it.
type binder struct {
	space string
	path  []string
}

func (b *binder) fault(en, zh string) *fault { return &fault{strings.Join(b.path, "/"), en, zh} }

// element binds one element to a value that isn't a pointer or a slice.
func (b *binder) element(n *node, v reflect.Value, rules string) *fault {
	b.path = append(b.path, n.name.Local)
	defer func() { b.path = b.path[:len(b.path)-1] }()
	if n.name.Space != b.space {
		return b.fault("the element is of another namespace than "+b.space, "元素的命名空间应为 "+b.space)
	}
	if a, ok := v.Addr().Interface().(*Amount); ok {
		return b.amount(n, a)
	}
	if f := b.attributes(n); f != nil {
		return f
	}
	if v.Kind() != reflect.Struct || reflect.PointerTo(v.Type()).Implements(unmarshaler) {
		return b.leaf(n, v, rules)
	}
	if !n.blank() {
		return b.fault("text where elements are expected", "此处应为子元素，不应有文本")
	}
	return b.children(n, v, rules)
}

var unmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()

// attributes refuses those that mean something. Of schema locations nothing is made.
func (b *binder) attributes(n *node) *fault {
	for _, a := range n.attrs {
		switch {
		case a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns":
		case a.Name.Space == schemaInstanceSpace && a.Name.Local == schemaLocationAttr:
		default:
			return b.fault("the attribute "+cut(a.Name.Local, 40)+" has no place here", "此处不允许属性 "+cut(a.Name.Local, 40))
		}
	}
	return nil
}

func (b *binder) amount(n *node, a *Amount) *fault {
	currency := ""
	for _, at := range n.attrs {
		if at.Name.Space == "" && at.Name.Local == "Ccy" {
			currency = at.Value
			continue
		}
		if f := b.attributes(&node{attrs: []xml.Attr{at}}); f != nil {
			return f
		}
	}
	if len(n.children) > 0 {
		return b.fault("elements inside of an amount", "金额中不应有子元素")
	}
	if err := a.read(currency, strings.TrimSpace(n.text.String())); err != nil {
		return b.fault("the amount "+err.Error(), "金额或币种不正确（须为无符号小数，小数位不超过币种规定）")
	}
	return nil
}

// children binds the elements of a struct in its order, which is the schema's.
func (b *binder) children(n *node, v reflect.Value, rules string) *fault {
	t := v.Type()
	next, given, choice := 0, 0, false
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("xml"), ",")
		own := f.Tag.Get("iso")
		if i == 0 && hasWord(own, "choice") {
			choice = true
		}
		if name == "Cd" && rules != "" { // the set is named where the reason is used
			own = rules
		}
		count := 0
		for next < len(n.children) && n.children[next].name.Local == name && (count == 0 || f.Type.Kind() == reflect.Slice) {
			if bad := b.element(n.children[next], place(v.Field(i)), own); bad != nil {
				return bad
			}
			next++
			count++
		}
		if count > 0 {
			given++
		} else if required(f) {
			return b.fault("the element "+name+" is missing or in another place", "缺少元素 "+name+" 或其位置不正确")
		}
	}
	switch {
	case next < len(n.children):
		odd := cut(n.children[next].name.Local, 40)
		return b.fault("the element "+odd+" isn't allowed here, is repeated or in another place", "元素 "+odd+" 不允许、重复或位置不正确")
	case choice && given != 1:
		return b.fault("exactly one of its alternatives must be given", "须且只能选用一个可选项")
	case len(n.children) == 0:
		return b.fault("the element is empty", "元素为空")
	}
	return nil
}

// required reports whether a field must be given: it isn't one that is left out when it is empty.
func required(f reflect.StructField) bool {
	return !strings.Contains(f.Tag.Get("xml"), ",omitempty")
}

// place is where the next element of a field goes.
func place(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return v.Elem()
	case reflect.Slice:
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		return v.Index(v.Len() - 1)
	default:
		return v
	}
}

// leaf binds a text.
func (b *binder) leaf(n *node, v reflect.Value, rules string) *fault {
	if len(n.children) > 0 {
		return b.fault("elements where a text is expected", "此处应为文本，不应有子元素")
	}
	text := n.text.String()
	if v.Kind() != reflect.String {
		text = strings.TrimSpace(text)
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
		return b.text(text, rules)
	case reflect.Bool:
		switch text {
		case "true", "1":
			v.SetBool(true)
		case "false", "0":
			v.SetBool(false)
		default:
			return b.fault("must be true or false", "应为 true 或 false")
		}
		return nil
	default:
		if hasWord(rules, "utc") && !strings.HasSuffix(text, "Z") {
			return b.fault("the time must be in UTC, with Z", "时间须为 UTC，以 Z 结尾")
		}
		if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
			return b.fault("the text "+err.Error(), "日期或时间格式不正确")
		}
		return nil
	}
}

var forms = map[string]*regexp.Regexp{
	"uetr": regexp.MustCompile(`^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$`),
	"bic":  regexp.MustCompile(`^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$`),
	"ccy":  regexp.MustCompile(`^[A-Z]{3}$`),
	"ctry": regexp.MustCompile(`^[A-Z]{2}$`),
	"num":  regexp.MustCompile(`^[0-9]+$`),
}

// text checks a text by the words of its tag.
func (b *binder) text(s, rules string) *fault {
	if s == "" {
		return b.fault("the text is empty", "内容为空")
	}
	for _, r := range s {
		if r < ' ' || r == 0x7f {
			return b.fault("the text has control characters", "内容含控制字符")
		}
	}
	for word := range strings.SplitSeq(rules, ",") {
		if most, err := strconv.Atoi(word); err == nil {
			if utf8.RuneCountInString(s) > most {
				return b.fault("the text has more than "+word+" characters", "内容超过 "+word+" 个字符")
			}
			continue
		}
		if form := forms[word]; form != nil && !form.MatchString(s) {
			return b.fault("the text doesn't have the form that the standard prescribes ("+word+")", "内容格式不符合标准（"+word+"）")
		}
		if set := sets[word]; set != nil && !set[s] {
			return b.fault("the code "+cut(s, 20)+" isn't in "+word, "代码 "+cut(s, 20)+" 不在 "+word+" 中")
		}
	}
	return nil
}

func hasWord(rules, word string) bool {
	for w := range strings.SplitSeq(rules, ",") {
		if w == word {
			return true
		}
	}
	return false
}
