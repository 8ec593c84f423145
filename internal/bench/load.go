package bench

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
)

// caller is one keep-alive HTTP/1.1 connection that spends as little as it can: on a small machine the load runs on
// the same cores as the bank.
type caller struct {
	c    net.Conn
	r    *bufio.Reader
	head []byte // the request's constant headers
	buf  []byte
	body []byte
}

// dial connects; first is method and path, or the method alone if each call names a path, and headers are "Name: value".
func dial(address, first string, headers ...string) (*caller, error) {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	head := " HTTP/1.1\r\nHost: " + address + "\r\n"
	if strings.Contains(first, " ") {
		head = first + head
	}
	for _, h := range headers {
		head += h + "\r\n"
	}
	return &caller{c: c, r: bufio.NewReaderSize(c, 1<<16), head: []byte(head)}, nil
}

// call sends one request and reads its answer; the body is valid until the next call.
func (c *caller) call(key string, body []byte) (status int, answer []byte, err error) {
	b := c.buf[:0]
	b = append(b, c.head...)
	b = append(b, "Idempotency-Key: "...)
	b = append(b, key...)
	b = append(b, "\r\nContent-Length: "...)
	b = strconv.AppendInt(b, int64(len(body)), 10)
	b = append(b, "\r\n\r\n"...)
	b = append(b, body...)
	c.buf = b
	if _, err := c.c.Write(b); err != nil {
		return 0, nil, err
	}
	return c.answer()
}

// get asks for a path, with further headers, each with its line's end.
func (c *caller) get(path, more string) (status int, answer []byte, err error) {
	b := c.buf[:0]
	b = append(b, "GET "...)
	b = append(b, path...)
	b = append(b, c.head...)
	b = append(b, more...)
	b = append(b, "\r\n"...)
	c.buf = b
	if _, err := c.c.Write(b); err != nil {
		return 0, nil, err
	}
	return c.answer()
}

func (c *caller) answer() (status int, body []byte, err error) {
	line, err := c.r.ReadSlice('\n')
	if err != nil {
		return 0, nil, err
	}
	if len(line) < 12 {
		return 0, nil, errors.New("bench: no HTTP answer")
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, nil, err
	}
	length, chunked := 0, false
	for {
		if line, err = c.r.ReadSlice('\n'); err != nil {
			return status, nil, err
		}
		if len(line) <= 2 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case strings.EqualFold(string(name), "Content-Length"):
			length, err = strconv.Atoi(string(bytes.TrimSpace(value)))
		case strings.EqualFold(string(name), "Transfer-Encoding"):
			chunked = true
		}
		if err != nil {
			return status, nil, err
		}
	}
	c.body = c.body[:0]
	if !chunked {
		return status, c.body, c.read(length)
	}
	for {
		if line, err = c.r.ReadSlice('\n'); err != nil {
			return status, nil, err
		}
		n, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return status, nil, err
		}
		if err := c.read(int(n)); err != nil {
			return status, nil, err
		}
		if _, err := c.r.Discard(2); err != nil {
			return status, nil, err
		}
		if n == 0 {
			return status, c.body, nil
		}
	}
}

// read appends n bytes to the body.
func (c *caller) read(n int) error {
	at := len(c.body)
	if cap(c.body) < at+n {
		c.body = append(make([]byte, 0, 2*(at+n)), c.body...)
	}
	c.body = c.body[:at+n]
	_, err := io.ReadFull(c.r, c.body[at:])
	return err
}

// transferJSON appends one transfer in its short form.
func transferJSON(b []byte, reference string, debit, credit fmt.Stringer, amount int64) []byte {
	b = append(b, `{"kind":"transfer","reference":"`...)
	b = append(b, reference...)
	b = append(b, `","debit":"`...)
	b = append(b, debit.String()...)
	b = append(b, `","credit":"`...)
	b = append(b, credit.String()...)
	b = append(b, `","amount":"`...)
	b = strconv.AppendInt(b, amount, 10)
	return append(b, `"}`...)
}
