package batch

import (
	"bytes"
	"strings"

	"github.com/xuri/excelize/v2"
)

// templateRows are the headings of a table, and an example that the payer overwrites.
var templateRows = [][]string{
	{"账号", "户名", "金额", "用途", "业务编号", "行号"},
	{"1001232010000004223", "王芳", "8500.00", "2026年3月工资", "GZ202603-001", ""},
}

// Template is an empty file of a format, to be filled in, with its media type and name.
func Template(f Format) (body []byte, media, name string, err error) {
	switch f {
	case CSV:
		var b strings.Builder
		b.WriteString("\xef\xbb\xbf")
		for _, row := range templateRows {
			b.WriteString(strings.Join(row, ",") + "\r\n")
		}
		return []byte(b.String()), "text/csv; charset=utf-8", "batch.csv", nil
	case Excel:
		body, err = excelTemplate()
		return body, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "batch.xlsx", err
	case Pain09, Pain11:
		return []byte(strings.Replace(painTemplate, "VERSION", string(f), 1)), "application/xml", string(f) + ".xml", nil
	}
	return nil, "", "", ErrUnreadable
}

// excelTemplate formats the columns of numbers as text: Excel keeps 15 digits of a number, and an account has 19.
func excelTemplate() ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49})
	if err != nil {
		return nil, err
	}
	if err := f.SetColStyle("Sheet1", "A:F", text); err != nil {
		return nil, err
	}
	if err := f.SetColWidth("Sheet1", "A", "F", 24); err != nil {
		return nil, err
	}
	for i, row := range templateRows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return nil, err
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	err = f.Write(&out)
	return out.Bytes(), err
}

const painTemplate = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:VERSION">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>GZ-2026-03</MsgId>
      <CreDtTm>2026-03-10T09:00:00+08:00</CreDtTm>
      <NbOfTxs>1</NbOfTxs>
      <CtrlSum>8500.00</CtrlSum>
      <InitgPty><Nm>惠民公司</Nm></InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>GZ-2026-03-1</PmtInfId>
      <PmtMtd>TRF</PmtMtd>
      <NbOfTxs>1</NbOfTxs>
      <CtrlSum>8500.00</CtrlSum>
      <ReqdExctnDt><Dt>2026-03-10</Dt></ReqdExctnDt>
      <Dbtr><Nm>惠民公司</Nm></Dbtr>
      <DbtrAcct><Id><Othr><Id>1001232010000004120</Id></Othr></Id></DbtrAcct>
      <DbtrAgt><FinInstnId><Nm>通惠银行</Nm></FinInstnId></DbtrAgt>
      <CdtTrfTxInf>
        <PmtId><EndToEndId>GZ202603-001</EndToEndId></PmtId>
        <Amt><InstdAmt Ccy="CNY">8500.00</InstdAmt></Amt>
        <Cdtr><Nm>王芳</Nm></Cdtr>
        <CdtrAcct><Id><Othr><Id>1001232010000004223</Id></Othr></Id></CdtrAcct>
        <RmtInf><Ustrd>2026年3月工资</Ustrd></RmtInf>
      </CdtTrfTxInf>
    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
`
