package clearing

import (
	"context"
	"math"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tonghui/base/problem"
	"tonghui/core/payment/iso20022"
	"tonghui/platform/app"
	"tonghui/platform/auth"
	"tonghui/platform/auth/signature"
	"tonghui/platform/store"
)

// envelopeXML documents the body of a message.
type envelopeXML struct {
	Envelope string `json:"envelope" doc:"An envelope of docs/clearing-protocol.md, as XML."`
}

// kept is what the house is told of a message that the bank has.
type kept struct {
	BizMsgIdr  string `json:"bizMsgIdr"`
	ReceivedAt string `json:"receivedAt" format:"date-time"`
	Duplicate  bool   `json:"duplicate"`
}

// inboundRoute is where the clearing house sends its messages. Anybody may call; the verb proves who has signed.
func (c *Clearing) inboundRoute(api huma.API) {
	app.RawCall[envelopeXML, kept](api, app.Operation{ID: "takeClearingMessage", Method: http.MethodPost, Path: inboundPath,
		EN: "Take a message of the clearing house", ZH: "接收清算所报文", Status: http.StatusAccepted, Open: true, Media: []string{xmlType}, Binary: true,
		MaxBody:  iso20022.MaxSize + 1,
		About:    "One ISO 20022 envelope, signed by RFC 9421 with a key that the bank knows. See the clearing protocol.",
		Problems: []*problem.Error{ErrSigner, ErrNonce}},
		func(ctx context.Context, r *http.Request, body []byte) (*app.Raw, error) {
			a, err := c.Receive(ctx, r, body)
			if err != nil {
				return nil, err
			}
			return &app.Raw{Status: a.Status, Type: a.Type, Body: a.Body}, nil
		})
}

type messageList struct {
	app.Paging
	Side  string `query:"side" enum:"out,in" doc:"Of one side only."`
	State string `query:"state" enum:"queued,held,sent,refused,taken,unmatched" doc:"In one state only."`
}

type messagePath struct {
	ID app.PathID `path:"id" doc:"The message's id."`
}

// messageXML is a message with its bytes.
type messageXML struct {
	Message *Message `json:"message"`
	XML     string   `json:"xml"`
}

type reasonIn struct {
	ID   app.PathID `path:"id" doc:"The object's id."`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

// before is where a list goes on: behind the item that a cursor names.
func before(after string, kind uint8) (store.ID, error) {
	id := int64(math.MaxInt64)
	_, err := app.ParseCursor(after, kind, &id)
	return store.ID(id), err
}

func (c *Clearing) messageRoutes(api huma.API) {
	app.Read(api, app.Operation{ID: "listClearingMessages", Method: "GET", Path: "/v1/clearing/messages", EN: "List messages", ZH: "查询清算报文",
		Permission: mayRead},
		func(ctx context.Context, in *messageList) (*app.Page[*Message], error) {
			from, err := before(in.After, cursorMessages)
			if err != nil {
				return nil, err
			}
			var found []*Message
			err = c.st.View(ctx, func(v *store.View) (err error) {
				found, err = listMessages(v, in.Side, in.State, from, in.Limit+1)
				return err
			})
			return app.NewPage(found, in.Limit, func(m *Message) string { return app.Cursor(cursorMessages, int64(m.ID)) }), err
		})
	app.Read(api, app.Operation{ID: "getClearingMessage", Method: "GET", Path: "/v1/clearing/messages/{id}", EN: "Read a message with its XML",
		ZH: "查看清算报文", Permission: mayRead, Problems: []*problem.Error{ErrUnknown}},
		func(ctx context.Context, in *messagePath) (out *messageXML, err error) {
			err = c.st.View(ctx, func(v *store.View) error {
				m, err := messageByID(v, in.ID.Value)
				if err != nil {
					return err
				}
				body, err := bodyOf(v, m.ID)
				out = &messageXML{m, string(body)}
				return err
			})
			return out, err
		})
	for _, verb := range []struct {
		id, path, en, zh string
		do               func(*store.Tx, store.ID, string) (*Message, error)
	}{
		{"retryClearingMessage", "retry", "Send a refused message again, the same bytes", "重发被拒报文", c.RetryMessage},
		{"holdClearingMessage", "hold", "Keep a message from being sent", "暂缓发送报文", c.HoldMessage},
		{"releaseClearingMessage", "release", "Let a held message be sent", "恢复发送报文", c.ReleaseMessage},
	} {
		app.Write(api, app.Operation{ID: verb.id, Method: "POST", Path: "/v1/clearing/messages/{id}/" + verb.path, EN: verb.en, ZH: verb.zh,
			Permission: mayOperate, Problems: []*problem.Error{ErrUnknown, ErrState, ErrReason}},
			func(_ context.Context, tx *store.Tx, in *reasonIn) (*Message, error) {
				return verb.do(tx, in.ID.Value, in.Body.Reason)
			})
	}
}

// Admit lets the house's signed messages reach Receive, which proves them: other authenticators take each signature for one of
// a customer's program. Who comes so has no rights. Put the clearing first in app.Config.Admit.
func (c *Clearing) Admit(r *http.Request) (*auth.Subject, error) {
	if r.Method != http.MethodPost || r.URL.Path != inboundPath || !signature.Present(r) {
		return nil, nil //nolint:nilnil // no message of the house
	}
	return &auth.Subject{Client: "clearing"}, nil
}

// inboundPath is where the house sends its messages.
const inboundPath = "/v1/clearing/messages"
