package party

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/platform/app"
	"tonghui/platform/store"
)

type documentList struct {
	Items []Document `json:"items" nullable:"false"`
}

type documentPath struct {
	ID       app.PathID `path:"id" doc:"The party's id."`
	Document app.PathID `path:"document" doc:"The document's id."`
}

func (p *Parties) documentRoutes(api huma.API) {
	app.RawCall[string, Document](api, app.Operation{ID: "attachDocument", Method: "POST", Path: "/v1/parties/{id}/documents/{kind}",
		EN: "Attach a picture of a document", ZH: "上传证件影像",
		About: "The body is the file itself: a JPEG or PNG picture or a PDF of at most 8 MiB, which is kept sealed. Its bytes decide what " +
			"it is. `kind` is one of id_front, id_back, passport, permit, licence, seal, portrait, address_proof, contract, other.",
		Status: 201, Permission: mayDocument, Object: Kind, MaxBody: MaxDocument, Binary: true,
		Media:    []string{"application/octet-stream", "image/jpeg", "image/png", "application/pdf"},
		Problems: []*problem.Error{ErrUnknown, ErrMerged, ErrDocumentType, ErrDocumentSize, ErrDocumentKind, ErrTooMany}},
		p.attach)
	app.Read(api, app.Operation{ID: "listDocuments", Method: "GET", Path: "/v1/parties/{id}/documents", EN: "List a party's documents",
		ZH: "查询证件影像列表", About: "What there is; the pictures themselves are had by reveal.", Permission: mayRead, Object: Kind,
		Problems: []*problem.Error{ErrUnknown, ErrConsent}},
		func(ctx context.Context, in *partyPath) (*documentList, error) {
			return view(ctx, p, func(v *store.View) (*documentList, error) {
				party, err := p.read(ctx, v, in.ID.Value, DocumentData)
				if err != nil {
					return nil, err
				}
				all, err := documentsOf(v, party.ID)
				return &documentList{orEmpty(all)}, err
			})
		})
	app.Write(api, app.Operation{ID: "removeDocument", Method: "DELETE", Path: "/v1/parties/{id}/documents/{document}",
		EN: "Take a document away from a party", ZH: "移除证件影像", About: "It is no longer shown. The file stays until its retention is over.",
		Permission: mayDocument, Object: Kind, Problems: []*problem.Error{ErrUnknown, ErrMerged, ErrUnknownValue}},
		func(ctx context.Context, tx *store.Tx, in *documentPath) (*Party, error) {
			party, err := p.RemoveDocument(ctx, tx, in.ID.Value, in.Document.Value)
			return one(ctx, party, err)
		})
}

func (p *Parties) attach(ctx context.Context, r *http.Request, body []byte) (*app.Raw, error) {
	id, err := store.ParseID(r.PathValue("id"))
	if err != nil {
		return nil, ErrUnknown
	}
	declared := r.Header.Get("Content-Type")
	if declared == "application/octet-stream" {
		declared = ""
	}
	d, err := p.Upload(ctx, id, r.PathValue("kind"), declared, body)
	if err != nil {
		return nil, err
	}
	out, err := json.Marshal(d)
	return &app.Raw{Status: http.StatusCreated, Type: "application/json", Body: out}, err
}
