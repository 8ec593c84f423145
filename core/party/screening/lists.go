package screening

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"

	"tonghui/base/problem"
	"tonghui/platform/audit"
	"tonghui/platform/jobs"
	"tonghui/platform/store"
)

// Problems of lists.
var (
	ErrUnknownList = problem.New(problem.NotFound, "screening.list_unknown",
		"There is no list %s. Define it first.", "没有名单 %s。请先建立该名单。")
	ErrUnknownVersion = problem.New(problem.NotFound, "screening.version_unknown",
		"There is no version %s of a list. Copy its number from the list's versions.", "没有编号为 %s 的名单版本。请从版本列表中复制编号。")
	ErrListWords = problem.New(problem.Invalid, "screening.list_invalid",
		"A list's code has 2 to 32 small letters, digits and dashes, its kind is known, and it has a name in both languages.",
		"名单代码为 2 至 32 位小写字母、数字或连字符，类别须在规定之列，并须有中英文名称。")
	ErrListKind = problem.New(problem.Conflict, "screening.list_kind",
		"List %s has another kind, which hits already rest on. Define a new list.", "名单 %s 已属其他类别，且命中以此为据。请另建名单。")
	ErrSameFile = problem.New(problem.Conflict, "screening.version_same",
		"The file says what version %s, in force, says already. Nothing was loaded.", "文件内容与现行版本 %s 完全一致，未载入。")
	ErrVersionState = problem.New(problem.Conflict, "screening.version_state",
		"Version %s doesn't wait for a decision any more. Read it anew.", "版本 %s 已不在待复核状态。请重新查询。")
	ErrOvertaken = problem.New(problem.Conflict, "screening.version_overtaken",
		"Another version came into force since version %s was compared with it. Withdraw it and load the file anew.",
		"版本 %s 载入后，现行版本已更换，其差异不再准确。请撤回并重新载入文件。")
	ErrFourEyes = problem.New(problem.Refused, "screening.four_eyes",
		"Who loaded a version can't put it in force. Ask a second person.", "载入人不得自行启用该版本。请由另一人复核。")
	ErrReason = problem.New(problem.Invalid, "screening.reason",
		"A reason of 2 to 160 characters is needed.", "请填写 2 至 160 字的理由。")
)

var listID = regexp.MustCompile(`^[a-z][a-z0-9-]{1,31}$`)

// DefineList makes a list or renames it. Its kind stays once a version is in force.
func (d *Desk) DefineList(tx *store.Tx, l List) (*List, error) {
	if !listID.MatchString(l.ID) || !l.Kind.known() || l.NameZH == "" || l.NameEN == "" || len(l.NameZH) > 120 || len(l.NameEN) > 120 ||
		len(l.Source) > 300 {
		return nil, ErrListWords
	}
	was, ok, err := lockList(tx, l.ID)
	if err != nil {
		return nil, err
	}
	before := audit.Digest{}
	l.Live, l.MadeAt = 0, tx.Now()
	if ok {
		if was.Live != 0 && was.Kind != l.Kind {
			return nil, ErrListKind.With(l.ID)
		}
		before, l.Live, l.MadeAt = was.digest(), was.Live, was.MadeAt
	}
	if err := putList(tx, &l); err != nil {
		return nil, err
	}
	return &l, d.note(tx, "screening.define", kindList, l.ID, "", before, l.digest())
}

func (l *List) digest() audit.Digest {
	var h audit.Hasher
	return h.Start("list").Text(l.ID).Text(string(l.Kind)).Text(l.NameZH).Text(l.NameEN).Text(l.Source).Int(int64(l.Live)).Sum()
}

// Upload is a file made ready for loading, before the write begins.
type Upload struct {
	List     string
	FileName string
	File     *File
	blocks   []block
}

// NewUpload reads a file and packs it.
func NewUpload(list, fileName string, file []byte, format Format, e Encoding) (*Upload, error) {
	f, err := ParseFile(file, format, e)
	if err != nil {
		return nil, err
	}
	u := &Upload{List: list, FileName: cutText(fileName, 200), File: f}
	u.blocks, err = pack(f.Entries)
	return u, err
}

// Load keeps a file as a new version of a list, whole or not at all. It waits for a second person to put it in force.
func (d *Desk) Load(tx *store.Tx, u *Upload) (*Version, error) {
	by, err := who(tx)
	if err != nil {
		return nil, err
	}
	l, ok, err := lockList(tx, u.List)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, ErrUnknownList.With(u.List)
	}
	var before []Entry
	if l.Live != 0 {
		if before, err = entriesOf(tx, l.Live); err != nil {
			return nil, err
		}
	}
	v := &Version{ID: tx.NewID(), List: l.ID, State: Proposed, Format: u.File.Format, Encoding: u.File.Encoding, Digest: u.File.Digest,
		FileName: u.FileName, Entries: len(u.File.Entries), Base: l.Live, LoadedBy: by, LoadedAt: tx.Now()}
	_, v.Added, v.Removed, v.Changed = differences(before, u.File.Entries)
	if l.Live != 0 && v.Added+v.Removed+v.Changed == 0 {
		return nil, ErrSameFile.With(l.Live)
	}
	if err := insertVersion(tx, v, u.blocks); err != nil {
		return nil, err
	}
	if err := d.note(tx, "screening.load", kindVersion, v.ID.String(), "", audit.Digest{}, v.digest()); err != nil {
		return nil, err
	}
	return v, d.propose(tx, v)
}

// Activation is the request to put a version in force, as an approval keeps it until somebody has agreed.
type Activation struct {
	Version store.ID `json:"version"`
	Reason  string   `json:"reason,omitempty"`
}

// RunActivation is what an approval of an Activation in JSON does.
func (d *Desk) RunActivation(tx *store.Tx, request json.RawMessage) error {
	var a Activation
	if err := json.Unmarshal(request, &a); err != nil {
		return ErrInput.With("version", "版本").Because(err)
	}
	_, err := d.Activate(tx, a)
	return err
}

// Activate puts a version in force: from this commit on all that is screened is compared with it, and a run over all parties
// begins. Whoever acts is not who loaded it.
func (d *Desk) Activate(tx *store.Tx, a Activation) (*Version, error) {
	v, l, err := d.proposed(tx, a.Version)
	if err != nil {
		return nil, err
	}
	by, err := who(tx)
	switch {
	case err != nil:
		return nil, err
	case by == v.LoadedBy:
		return nil, ErrFourEyes
	case l.Live != v.Base:
		return nil, ErrOvertaken.With(v.ID)
	}
	if l.Live != 0 {
		old, ok, err := versionByID(tx, l.Live)
		if err != nil {
			return nil, err
		}
		if ok {
			old.State = Replaced
			if err := updateVersion(tx, old); err != nil {
				return nil, err
			}
		}
	}
	before := l.digest()
	l.Live = v.ID
	if err := putList(tx, &l); err != nil {
		return nil, err
	}
	if err := d.note(tx, "screening.list_in_force", kindList, l.ID, "", before, l.digest()); err != nil {
		return nil, err
	}
	if err := d.decideVersion(tx, v, InForce, by, a.Reason, "screening.activate"); err != nil {
		return nil, err
	}
	if d.opt.Queue != nil {
		if _, err := d.opt.Queue.Enqueue(tx, jobs.Job{Kind: runKind, Key: "version-" + v.ID.String(), Lane: jobs.Bulk}); err != nil {
			return nil, err
		}
	}
	tx.AfterCommit(func() { go func() { _ = d.Warm(context.Background()) }() }) // else the next one to screen makes the index
	return v, nil
}

// Withdraw refuses a version that waits.
func (d *Desk) Withdraw(tx *store.Tx, id store.ID, reason string) (*Version, error) {
	if err := checkReason(reason); err != nil {
		return nil, err
	}
	v, _, err := d.proposed(tx, id)
	if err != nil {
		return nil, err
	}
	by, err := who(tx)
	if err != nil {
		return nil, err
	}
	return v, d.decideVersion(tx, v, Withdrawn, by, reason, "screening.withdraw")
}

// proposed reads a version that waits, with its list locked.
func (d *Desk) proposed(tx *store.Tx, id store.ID) (*Version, List, error) {
	v, ok, err := versionByID(tx, id)
	if err != nil || !ok {
		return nil, List{}, orElse(err, ErrUnknownVersion.With(id))
	}
	l, ok, err := lockList(tx, v.List)
	if err != nil || !ok {
		return nil, l, orElse(err, ErrUnknownList.With(v.List))
	}
	if v, ok, err = versionByID(tx, id); err != nil || !ok { // as it is under the lock
		return nil, l, orElse(err, ErrUnknownVersion.With(id))
	}
	if v.State != Proposed {
		return nil, l, ErrVersionState.With(id)
	}
	return v, l, nil
}

func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func (d *Desk) decideVersion(tx *store.Tx, v *Version, s VersionState, by, reason, verb string) error {
	before := v.digest()
	v.State, v.DecidedBy, v.DecidedAt, v.Reason = s, by, tx.Now(), cutText(reason, 500)
	if err := updateVersion(tx, v); err != nil {
		return err
	}
	return d.note(tx, verb, kindVersion, v.ID.String(), reason, before, v.digest())
}

func checkReason(reason string) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(reason)); n < 2 || n > 160 {
		return ErrReason
	}
	return nil
}

// Difference lists what a version changes against the one in force when it was loaded, behind a number of changes.
func (d *Desk) Difference(ctx context.Context, id store.ID, skip, limit int) (out []Change, err error) {
	err = d.st.View(ctx, func(q *store.View) error {
		v, ok, err := versionByID(q, id)
		if err != nil || !ok {
			return orElse(err, ErrUnknownVersion.With(id))
		}
		var before []Entry
		if v.Base != 0 {
			if before, err = entriesOf(q, v.Base); err != nil {
				return err
			}
		}
		after, err := entriesOf(q, id)
		if err != nil {
			return err
		}
		all, _, _, _ := differences(before, after)
		skip = min(skip, len(all))
		out = all[skip:min(skip+limit, len(all))]
		return nil
	})
	return out, err
}
