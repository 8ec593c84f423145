package audit

import (
	"fmt"
	"strings"

	"tonghui/platform/store"
)

// Finding is one place where the log, its signatures and the rows that it tells of contradict each other.
type Finding struct {
	Code     string // stable, such as "record_changed"
	EN, ZH   string // a sentence each
	Notice   bool   // may be right; not counted as a difference
	Table    string // where the place lies
	Kind     string // of the object
	Object   string
	Row      store.ID // of an append-only row, or of the record
	Leaf     int64    // number of the record that says so; -1 if none
	Expected string
	Actual   string
}

// findings holds what each code says of what it is about, what should be and what is.
var findings = map[string]struct {
	notice bool
	en, zh string
}{
	"record_missing": {false, "{it} was deleted: the tree has its hash.", "{it} 已被删除：哈希树中仍有其哈希。"},
	"record_changed": {false, "{it} was changed: its hash should be {want}, is {got}.", "{it} 已被改动：哈希应为 {want}，实为 {got}。"},
	"record_columns": {false, "The columns of {it} say {got}, its signed text says {want}.", "{it} 的列内容为 {got}，而签名文本为 {want}。"},
	"record_extra": {false, "{it} has a number that the log has not given: it has {want}.",
		"{it} 的编号不是日志所给：日志共有 {want} 条。"},
	"private_missing": {false, "The private part of {it} was deleted without an erasure.", "{it} 的个人信息部分未经删除程序而消失。"},
	"private_changed": {false, "The private part of {it} was changed.", "{it} 的个人信息部分已被改动。"},
	"tile_damaged": {false, "The Merkle tree is damaged at {it}: should be {want}, is {got}. The records themselves agree with the signatures.",
		"哈希树在 {it} 处损坏：应为 {want}，实为 {got}。记录本身与签名相符。"},
	"checkpoint_signature": {false, "The checkpoint of {it} in the database is not signed by this log's key, or was changed.",
		"库内 {it} 的检查点并非由本日志密钥签署，或已被改动。"},
	"checkpoint_root": {false, "From {it} on the records contradict the signed checkpoint: its root is {want}, theirs {got}.",
		"自 {it} 起记录与签名检查点不符：检查点根哈希为 {want}，记录为 {got}。"},
	"checkpoint_beyond": {false, "The signed checkpoint of {it} covers {want} records, the log has only {got}: the last ones were deleted.",
		"{it} 的签名检查点含 {want} 条记录，日志仅有 {got} 条：末尾记录已被删除。"},
	"unsigned": {true, "{it} and later ones are under no checkpoint yet: {got} records. The sequencer may stand still.",
		"{it} 起共 {got} 条记录尚未纳入检查点，定序进程可能已停顿。"},
	"unsequenced": {true, "{got} notes wait for a number, the oldest since {want}. The sequencer may stand still.",
		"{got} 条留痕等待编号，最早自 {want} 起。定序进程可能已停顿。"},
	"row_changed": {false, "{it} was changed past the bank's verbs: the record says {want}, the row {got}.",
		"{it} 未经业务操作而被改动：记录为 {want}，现为 {got}。"},
	"row_deleted":  {false, "{it} was deleted: the record says it is there.", "{it} 已被删除：记录表明其应存在。"},
	"row_revived":  {false, "{it} is there, though its last record says it was deleted.", "{it} 仍存在，而最后一条记录表明其已删除。"},
	"row_unnoted":  {false, "{it} is in no record: it was inserted past the bank's verbs.", "{it} 不在任何记录中：系未经业务操作插入。"},
	"rows_deleted": {false, "{it}: {want} rows were recorded, {got} are there.", "{it}：记录含 {want} 行，现有 {got} 行。"},
	"rows_changed": {false, "{it}: the rows differ from what was recorded.", "{it}：各行与记录不符。"},
	"row_erased": {true, "{it} can't be compared any more: the salt of its last record was erased.",
		"{it} 已无法核对：其最后一条记录的盐值已随个人信息删除。"},
	"rolled_back": {false, "The database was put back to an older state: the checkpoint {it} outside it holds {want} records, the database {got}.",
		"数据库已被回退至较早状态：库外检查点 {it} 含 {want} 条记录，库内仅 {got} 条。"},
	"rewritten": {false, "The log was rewritten: the checkpoint {it} outside the database has root {want}, the database {got}.",
		"日志已被改写：库外检查点 {it} 的根哈希为 {want}，库内为 {got}。"},
	"other_bank": {false, "The checkpoint given for comparison is of the log {got}, another bank's; this one is {want}.",
		"用于核对的检查点属于另一银行的日志 {got}，本行为 {want}。"},
	"wrong_key": {false, "The checkpoint given for comparison ({it}) is not signed with this log's key {want}: wrong key, or forged.",
		"用于核对的检查点（{it}）并非由本日志密钥 {want} 签署：密钥有误，或系伪造。"},
	"witness_ahead": {false, "The database was put back to an older state: the witness {it} has cosigned more than the {got} records that it holds signed.",
		"数据库已被回退至较早状态：见证方 {it} 已签署的规模超过库内已签署的 {got} 条记录。"},
	"witness_forked": {false, "The log was rewritten: the witness {it} has cosigned another past than that of the checkpoint of {want} records.",
		"日志已被改写：见证方 {it} 所签署的历史与含 {want} 条记录的检查点不符。"},
	"witness_silent":   {true, "The witness {it} could not be asked: {got}", "无法向见证方 {it} 查询：{got}"},
	"not_a_checkpoint": {false, "What was given for comparison is no checkpoint.", "用于核对的内容不是检查点。"},
	"no_key":           {true, "Signatures were not checked: the log's key was not given.", "未核对签名：未提供日志公钥。"},
}

// find counts a finding and keeps it if there is room. it names the place in both languages.
func (c *checker) find(code string, f Finding, itEN, itZH string, expected, actual any) {
	text, known := findings[code]
	if !known {
		panic("audit: no such finding: " + code)
	}
	f.Code, f.Notice = code, text.notice
	if f.Notice {
		c.report.Notices++
	} else {
		c.report.Errors++
	}
	if len(c.report.Findings) >= maxFindings {
		return
	}
	f.Expected, f.Actual = fmt.Sprint(expected), fmt.Sprint(actual)
	say := func(text, it string) string {
		return strings.NewReplacer("{it}", it, "{want}", f.Expected, "{got}", f.Actual).Replace(text)
	}
	f.EN, f.ZH = say(text.en, itEN), say(text.zh, itZH)
	c.report.Findings = append(c.report.Findings, f)
}

// findRecord is find for a record.
func (c *checker) findRecord(code string, leaf int64, table string, expected, actual any) {
	c.find(code, Finding{Table: table, Leaf: leaf}, fmt.Sprintf("Audit record %d (table %s)", leaf, table),
		fmt.Sprintf("审计记录 %d（表 %s）", leaf, table), expected, actual)
}

// findObject is find for an object of a source, and the record that speaks of it.
func (c *checker) findObject(code string, s *Source, object string, leaf int64, expected, actual any) {
	en, zh := fmt.Sprintf("%s %s (table %s", s.Kind, object, s.Table), fmt.Sprintf("%s %s（表 %s", s.Kind, object, s.Table)
	if leaf >= 0 {
		en, zh = fmt.Sprintf("%s, audit record %d", en, leaf), fmt.Sprintf("%s，审计记录 %d", zh, leaf)
	}
	row, _ := store.ParseID(object)
	c.find(code, Finding{Table: s.Table, Kind: s.Kind, Object: object, Row: row, Leaf: leaf}, en+")", zh+"）", expected, actual)
}
