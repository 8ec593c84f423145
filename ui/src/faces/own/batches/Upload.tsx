import { FileTextOutlined, InboxOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Radio from 'antd/es/radio'
import { useId, useState, type DragEvent } from 'react'
import { Link, useLocation } from 'wouter'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { maskAccount } from '@/parts/AccountNo'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { download, upload } from '../files'
import { useAccounts, type S } from '../reads'
import { useWhose, wordOf } from '../words'
import { batchKeys } from './shared'
import { sizeOf, type Batch } from './stand'
import { words } from './words'
import './batches.css'

const kinds = ['payroll', 'contribution', 'subsidy'] as const
type Kind = (typeof kinds)[number]

/** What is paid, from which account, and the file: one page, one button. */
export default function Upload() {
  const w = useWords(words)
  const accounts = useAccounts()
  const { kind } = useWhose()
  const crumbs = [{ title: kind === 'government' ? w.titleGov : w.title, href: '/batches' }]
  return (
    <Page title={w.uploadTitle} lead={w.uploadLead} width="read" crumbs={crumbs}>
      <Await query={accounts}>
        {(all) => {
          const open = all.filter((a) => !a.closed)
          return open.length === 0 ? <Section><Empty title={w.noAccounts} /></Section> : <Fields accounts={open} standard={kind === 'government' ? 'subsidy' : 'payroll'} />
        }}
      </Await>
      <Templates />
    </Page>
  )
}

function Fields({ accounts, standard }: { accounts: S['PartyHeldAccount'][]; standard: Kind }) {
  const w = useWords(words)
  const [, go] = useLocation()
  const [kind, setKind] = useState<Kind>(standard)
  const [account, setAccount] = useState(accounts.length === 1 ? (accounts[0]?.account ?? '') : '')
  const [purpose, setPurpose] = useState('')
  const [file, setFile] = useState<File>()
  const [tried, setTried] = useState(false)
  const send = useWrite(
    ({ file: f, query }: { file: File; query: Record<string, string> }, { key }) => upload<Batch>(`/v1/batches?${new URLSearchParams(query).toString()}`, f, key),
    { refresh: [batchKeys.all] },
  )
  const long = [...purpose].length > 60
  const go1 = () => {
    setTried(true)
    if (!account || !file || long) return
    send.mutate({ file, query: { account, kind, name: file.name.slice(-200), ...(purpose.trim() ? { purpose: purpose.trim() } : {}) } }, { onSuccess: (b) => { go(`/batches/${b.id}`) } })
  }
  const same = send.error?.code === 'batch.same_file' ? /\d{10,}/.exec(send.error.sentence('en'))?.[0] : undefined
  return (
    <form noValidate onSubmit={(e) => { e.preventDefault(); if (!send.isPending) go1() }}>
      <Section>
        <div className="task-step">
          <fieldset className="field">
            <legend className="field-label">{w.which}</legend>
            <Radio.Group
              className="radio-list" value={kind} onChange={(e) => { setKind(e.target.value as Kind) }}
              options={kinds.map((k) => ({ value: k, label: <span className="radio-text"><strong>{w[k]}</strong><span>{wordOf(w, `${k}Text`)}</span></span> }))}
            />
          </fieldset>
          <fieldset className={tried && !account ? 'field field-bad' : 'field'}>
            <legend className="field-label">{w.from}</legend>
            {tried && !account && <p className="field-error" role="alert">{w.accountMissing}</p>}
            <Radio.Group
              className="radio-list" value={account} onChange={(e) => { setAccount(e.target.value as string) }}
              options={accounts.map((a) => ({ value: a.account, label: (
                <span className="radio-text">
                  <strong>{a.name ?? ''} <span className="figures">{maskAccount(a.number ?? '')}</span></strong>
                  {a.available !== undefined && <span>{w.balance} <Money minor={a.available} currency={a.currency} /></span>}
                </span>
              ) }))}
            />
          </fieldset>
          <FilePick file={file} onFile={(f) => { setFile(f); send.reset() }} missing={tried && !file} />
          <FieldFrame label={w.purpose} optional hint={w.purposeHint} error={long ? w.purposeLong : undefined}>
            {(control) => <Input {...control} value={purpose} onChange={(e) => { setPurpose(e.target.value) }} />}
          </FieldFrame>
          {send.error && <ErrorView small error={send.error} />}
          {same && <p><Link href={`/batches/${same}`}>{w.seeBatch}</Link></p>}
          <div className="form-foot">
            <Button type="primary" htmlType="submit" loading={send.isPending}>{w.send}</Button>
            {send.isPending && <span className="soft" role="status">{w.sending}</span>}
          </div>
        </div>
      </Section>
    </form>
  )
}

/** A file by drop or by the browser's dialog; the button is the label of the field itself. */
function FilePick({ file, onFile, missing }: { file?: File; onFile: (f: File) => void; missing: boolean }) {
  const w = useWords(words)
  const id = useId()
  const [over, setOver] = useState(false)
  const drop = (e: DragEvent) => {
    e.preventDefault()
    setOver(false)
    const f = e.dataTransfer.files[0]
    if (f) onFile(f)
  }
  return (
    <div className={missing ? 'field field-bad' : 'field'}>
      <label className="field-label" htmlFor={id}>{w.theFile}</label>
      <p className="field-hint" id={`${id}h`}>{w.fileHint}</p>
      {missing && <p className="field-error" id={`${id}e`} role="alert">{w.fileMissing}</p>}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- dropping is for the mouse; the field inside is for everybody */}
      <div className="drop" data-over={over || undefined} onDragOver={(e) => { e.preventDefault(); setOver(true) }} onDragLeave={() => { setOver(false) }} onDrop={drop}>
        <input
          id={id} type="file" className="unseen" aria-describedby={`${id}h${missing ? ` ${id}e` : ''}`} aria-invalid={missing} accept=".csv,.txt,.xlsx,.xml,text/csv,application/xml"
          onChange={(e) => { const f = e.target.files?.[0]; if (f) onFile(f); e.target.value = '' }}
        />
        {file ? <FileTextOutlined aria-hidden="true" /> : <InboxOutlined aria-hidden="true" />}
        {file ? <span>{w.chosen(file.name, sizeOf(file.size))}</span> : <span className="soft drop-hint">{w.drop}</span>}
        <label className="plain-button" htmlFor={id}>{file ? w.other : w.choose}</label>
      </div>
    </div>
  )
}

const templates = [['csv', 'batch.csv'], ['xlsx', 'batch.xlsx'], ['pain.001.001.09', 'pain.001.001.09.xml'], ['pain.001.001.11', 'pain.001.001.11.xml']] as const

function Templates() {
  const w = useWords(words)
  const [error, setError] = useState<unknown>()
  const title = (f: string) => (f === 'csv' ? w.csvTemplate : f === 'xlsx' ? w.excelTemplate : w.painTemplate(f.slice(-2)))
  return (
    <Section title={w.templates}>
      <p className="soft">{w.templatesText}</p>
      <ul className="template-list">
        {templates.map(([format, name]) => (
          <li key={format}>
            <button type="button" className="link-button" onClick={() => { setError(undefined); download(`/v1/batch-templates/${format}`, name).catch(setError) }}>{title(format)}</button>
          </li>
        ))}
      </ul>
      {error !== undefined && <ErrorView small error={error} />}
    </Section>
  )
}
