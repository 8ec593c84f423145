package blob

import (
	"context"
	"errors"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rclone/gofakes3"
	"github.com/rclone/gofakes3/s3mem"

	"tonghui/platform/store"
)

// listing mends one thing of the server: an empty delimiter in a request is none.
type listing struct{ *s3mem.Backend }

func (l listing) ListBucket(ctx context.Context, name string, prefix *gofakes3.Prefix, page gofakes3.ListBucketPage) (*gofakes3.ObjectList, error) {
	if prefix != nil && prefix.Delimiter == "" {
		prefix.HasDelimiter = false
	}
	return l.Backend.ListBucket(ctx, name, prefix, page)
}

// s3Server is a server of the S3 protocol on loopback, which checks signatures and has one bucket, "files".
func s3Server(t testing.TB) *httptest.Server {
	t.Helper()
	back := s3mem.New()
	if err := back.CreateBucket(t.Context(), "files"); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(gofakes3.New(listing{back}, gofakes3.WithV4Auth(map[string]string{"bank": "secret"})).Server())
	t.Cleanup(s.Close)
	return s
}

func credentialsOf(t testing.TB, key, secret string) {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", key)
	t.Setenv("AWS_SECRET_ACCESS_KEY", secret)
}

func s3At(t testing.TB, server *httptest.Server, bucket string) *S3 {
	t.Helper()
	p, err := OpenS3("s3://" + bucket + "/bank/one?region=us-east-1&endpoint=" + server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func s3Place(t testing.TB) *S3 {
	t.Helper()
	credentialsOf(t, "bank", "secret")
	return s3At(t, s3Server(t), "files")
}

func TestS3ThatDoesNotServe(t *testing.T) {
	server := s3Server(t)
	down := httptest.NewServer(nil)
	down.Close()
	for _, c := range []struct {
		name, key, secret, bucket string
		server                    *httptest.Server
		want                      error
	}{
		{"wrong secret", "bank", "guess", "files", server, ErrDenied},
		{"unknown key", "stranger", "secret", "files", server, ErrDenied},
		{"no such bucket", "bank", "secret", "none", server, ErrPlace},
		{"no server", "bank", "secret", "files", down, ErrDown},
	} {
		t.Run(c.name, func(t *testing.T) {
			credentialsOf(t, c.key, c.secret)
			f := New(store.Test(t, schema), s3At(t, c.server, c.bucket), nil)
			if _, err := f.Put(t.Context(), strings.NewReader("text"), Options{}); !errors.Is(err, c.want) {
				t.Errorf("put: %v", err)
			} else if strings.Contains(err.Error(), c.secret) && c.secret == "guess" {
				t.Errorf("the secret is in the error: %v", err)
			}
		})
	}
}

func TestAddressesOfS3(t *testing.T) {
	for _, bad := range []string{"s3://", "s3:///x", "s3://u:p@files/x", "s3://files?endpoint=host:9000", "s3://files?endpoint=ftp://host"} {
		if _, err := Open(bad); !errors.Is(err, ErrPlace) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if p, err := Open("s3://files"); err != nil || p.String() != "s3://files/ at s3.amazonaws.com" {
		t.Errorf("%v %v", p, err)
	}
}

func TestFoldersThatCannotBeUsed(t *testing.T) {
	p := folder(t)
	if _, err := OpenFolder("/dev/null/files"); !errors.Is(err, ErrPlace) {
		t.Errorf("below a device: %v", err)
	}
	for _, name := range []string{"../x", "/x", "", ".", "a//b", ".spool/x"} {
		if _, err := p.Get(t.Context(), name); !errors.Is(err, ErrPlace) {
			t.Errorf("the name %q: %v", name, err)
		}
	}
	if err := placeError("x", placeErrorOfFullDisk()); !errors.Is(err, ErrDiskFull) {
		t.Errorf("a full disk: %v", err)
	}
	if got := p.String(); got != filepath.Clean(got) {
		t.Error(got)
	}
}
