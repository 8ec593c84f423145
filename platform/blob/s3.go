package blob

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3 is a bucket of any server that speaks the protocol.
type S3 struct {
	client         *minio.Client
	bucket, prefix string // prefix is "" or ends in /
	where          string
}

// OpenS3 takes an address like s3://bucket/prefix?endpoint=https://host:9000&region=cn-north-1. Without an endpoint
// it is that of TONGHUI_S3_ENDPOINT, else Amazon's; http:// leaves TLS off. Names are in the path, not in the host
// name. Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, else from the file
// AWS_SHARED_CREDENTIALS_FILE names (~/.aws/credentials), never from the address. Nothing is asked of the server yet.
func OpenS3(address string) (*S3, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Host == "" || u.User != nil {
		return nil, ErrPlace.With("s3://…").Because(errors.New("the address is not of the form s3://bucket/prefix?endpoint=https://host:port"))
	}
	at := u.Query().Get("endpoint")
	if at == "" {
		at = os.Getenv("TONGHUI_S3_ENDPOINT")
	}
	if at == "" {
		at = "https://s3.amazonaws.com"
	}
	e, err := url.Parse(at)
	if err != nil || e.Host == "" || e.Scheme != "https" && e.Scheme != "http" {
		return nil, ErrPlace.With(address).Because(errors.New("the endpoint is not of the form https://host:port"))
	}
	s := &S3{bucket: u.Host, prefix: strings.Trim(u.Path, "/")}
	if s.prefix != "" {
		s.prefix += "/"
	}
	s.where = "s3://" + s.bucket + "/" + s.prefix + " at " + e.Host
	s.client, err = minio.New(e.Host, &minio.Options{
		Creds:  credentials.NewChainCredentials([]credentials.Provider{&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}}),
		Secure: e.Scheme == "https", Region: u.Query().Get("region"), BucketLookup: minio.BucketLookupPath, MaxRetries: 4,
	})
	if err != nil {
		return nil, ErrPlace.With(address).Because(err)
	}
	return s, nil
}

// String is the bucket, prefix and host.
func (s *S3) String() string { return s.where }

// Spool opens a file in the folder for temporary files: the protocol wants to know the size first.
func (s *S3) Spool() (*os.File, error) {
	f, err := os.CreateTemp("", "tonghui-put-*")
	return f, placeError(os.TempDir(), err)
}

// Keep uploads the file. Objects appear whole or not at all.
func (s *S3) Keep(ctx context.Context, name string, spooled *os.File) error {
	defer Drop(spooled)
	i, err := spooled.Stat()
	if err == nil {
		_, err = spooled.Seek(0, io.SeekStart)
	}
	if err != nil {
		return placeError(os.TempDir(), err)
	}
	_, err = s.client.PutObject(ctx, s.bucket, s.prefix+name, spooled, i.Size(),
		minio.PutObjectOptions{ContentType: "application/octet-stream", SendContentMd5: true})
	return s.says(name, err)
}

// Get reads an object.
func (s *S3) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	o, err := s.client.GetObject(ctx, s.bucket, s.prefix+name, minio.GetObjectOptions{})
	if err == nil {
		_, err = o.Stat() // the library asks only now
	}
	if err != nil {
		return nil, s.says(name, err)
	}
	return &s3Object{o, s, name}, nil
}

// s3Object gives errors the bank's sentences.
type s3Object struct {
	*minio.Object
	s    *S3
	name string
}

func (o *s3Object) Read(p []byte) (int, error) {
	n, err := o.Object.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = o.s.says(o.name, err)
	}
	return n, err
}

// Stat asks for an object.
func (s *S3) Stat(ctx context.Context, name string) (Object, error) {
	i, err := s.client.StatObject(ctx, s.bucket, s.prefix+name, minio.StatObjectOptions{})
	return Object{name, i.Size, i.LastModified}, s.says(name, err)
}

// Remove deletes an object.
func (s *S3) Remove(ctx context.Context, name string) error {
	err := s.says(name, s.client.RemoveObject(ctx, s.bucket, s.prefix+name, minio.RemoveObjectOptions{}))
	if errors.Is(err, ErrMissing) {
		return nil
	}
	return err
}

// List names the objects below a prefix.
func (s *S3) List(ctx context.Context, prefix string, each func(Object) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for o := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix + prefix, Recursive: true}) {
		if o.Err != nil {
			return s.says(prefix, o.Err)
		}
		if err := each(Object{strings.TrimPrefix(o.Key, s.prefix), o.Size, o.LastModified}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// says turns the server's answer into the bank's sentence.
func (s *S3) says(name string, err error) error {
	if err == nil {
		return nil
	}
	a := minio.ToErrorResponse(err)
	switch {
	case a.Code == minio.NoSuchKey:
		return ErrMissing.With(name).Because(err)
	case a.Code == minio.NoSuchBucket:
		return ErrPlace.With(s.where).Because(err)
	case a.StatusCode == http.StatusForbidden, a.StatusCode == http.StatusUnauthorized:
		return ErrDenied.With(s.where).Because(err)
	case a.StatusCode == http.StatusInsufficientStorage:
		return ErrDiskFull.With(s.where).Because(err)
	case a.StatusCode == http.StatusNotFound:
		return ErrMissing.With(name).Because(err)
	}
	return ErrDown.With(s.where).Because(err)
}
