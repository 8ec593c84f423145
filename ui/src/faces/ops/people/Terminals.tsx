import Button from 'antd/es/button'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { DataTable, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { Status } from '@/parts/Status'
import { Confirm } from '../parties/changes'
import { branchChoices, FormDialog, text, useBranches, useMay, type S } from '../parties/shared'
import { Once } from './Once'
import { words } from './words'

type Terminal = S['SigninTerminal']

/** Self-service terminals. */
export default function Terminals() {
  const w = useWords(words)
  const may = useMay()
  const { language } = usePreferences()
  const { items, nameOf } = useBranches()
  const [adding, setAdding] = useState(false)
  const [stopping, setStopping] = useState<Terminal>()
  const [secret, setSecret] = useState('')
  const add = useWrite((body: S['SigninAddTerminalInBody']) => must(api.POST('/v1/auth/terminals', { body })), { refresh: [['terminals']] })
  const stop = useWrite((id: string) => must(api.POST('/v1/auth/terminals/{id}/stop', { params: { path: { id } } })), { refresh: [['terminals']] })
  const state = (t: Terminal) => (t.state === 'active' ? w.terminalActive : w.terminalStopped)
  const columns: Column<Terminal>[] = [
    { key: 'code', title: w.terminal, always: true, phone: 'title', render: (t) => <span className="figures">{t.code}</span>, csv: (t) => t.code },
    { key: 'branch', title: w.branch, render: (t) => nameOf(t.branch), csv: (t) => nameOf(t.branch) },
    { key: 'state', title: w.state, render: (t) => <Status tone={t.state === 'active' ? 'good' : 'idle'}>{state(t)}</Status>, csv: state },
    ...(may('user.write') ? [{ key: 'stop', title: w.stop, align: 'end' as const, render: (t: Terminal) => (t.state === 'active' ? <Button size="small" danger aria-label={`${w.stop} ${t.code}`} onClick={() => { setStopping(t) }}>{w.stop}</Button> : '—') }] : []),
  ]
  return (
    <Page title={w.terminals} lead={w.terminalsLead} action={may('user.write') && <Button type="primary" onClick={() => { setAdding(true) }}>{w.addTerminal}</Button>}>
      <Section flush>
        <DataTable<Terminal>
          id="ops.terminals" caption={w.terminals} columns={columns} rowKey={(t) => t.id} rowName={(t) => t.code} queryKey={['terminals']} empty={<Empty title={w.terminalsEmpty} />}
          load={(after, signal) => must(api.GET('/v1/auth/terminals', { params: { query: { limit: 50, after: after || undefined } }, signal }))}
        />
      </Section>
      {adding && (
        <FormDialog
          title={w.addTitle} submit={w.addTerminal} onClose={() => { setAdding(false) }}
          schema={{ type: 'object', required: ['code', 'branch'], properties: { code: text(w.terminal, { description: w.terminalHint, maxLength: 32 }), branch: { type: 'string', title: w.branch, oneOf: branchChoices(items, language) } } }}
          onSubmit={async (v) => { setSecret((await add.mutateAsync({ code: String(v.code), branch: String(v.branch) })).secret) }}
        />
      )}
      {stopping && <Confirm title={w.stopTitle} text={w.stopText} act={w.stop} danger onClose={() => { setStopping(undefined) }} onConfirm={() => stop.mutateAsync(stopping.id)} />}
      {secret && <Once title={w.terminalSecret} label={w.terminalSecret} secret={secret} text={w.terminalOnce} onClose={() => { setSecret('') }} />}
    </Page>
  )
}
