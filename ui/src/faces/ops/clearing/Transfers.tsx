import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { DataTable } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { useFilter, useTransferColumns, Ways, type Transfer } from './shared'
import { words } from './words'

const states = ['pending', 'accepted', 'settled', 'rejected', 'waiting'] as const

/** Payments and returns through the clearing, the newest first. */
export default function Transfers() {
  const w = useWords(words)
  const [, go] = useLocation()
  const [search, set] = useFilter()
  const state = states.find((s) => s === search.get('state'))
  const columns = useTransferColumns()
  return (
    <Page title={w.transfers} lead={w.transfersLead}>
      <Ways />
      <Section flush>
        <DataTable<Transfer>
          id="ops.clearing.transfers" caption={w.transfers} columns={columns} rowKey={(r) => r.id} rowName={(r) => r.uetr} queryKey={['clearing', 'transfers', state]} filtered={state !== undefined}
          empty={<Empty title={w.transfersEmpty} />} onOpen={(r) => { go(`/clearing/payments/${r.uetr}`) }}
          load={(after, signal) => must(api.GET('/v1/clearing/transfers', { params: { query: { limit: 50, after: after || undefined, state } }, signal }))}
          filters={
            <>
              <Select aria-label={w.state} value={state ?? ''} popupMatchSelectWidth={false} options={[{ value: '', label: w.anyState }, ...states.map((value) => ({ value, label: w[value] }))]} onChange={(v) => { set('state', v || undefined) }} />
              <Find />
            </>
          }
        />
      </Section>
    </Page>
  )
}

/** Goes to one payment by what names it in every message and on every receipt. */
function Find() {
  const w = useWords(words)
  const [, go] = useLocation()
  const [typed, setTyped] = useState('')
  const [bad, setBad] = useState(false)
  return (
    <form
      className="find-form" role="search" noValidate
      onSubmit={(e) => {
        e.preventDefault()
        const uetr = typed.trim().toLowerCase()
        if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uetr)) go(`/clearing/payments/${uetr}`)
        else setBad(true)
      }}
    >
      <Input className="find-uetr" aria-label={w.find} placeholder={w.find} title={w.findHint} value={typed} status={bad ? 'error' : undefined} aria-invalid={bad} aria-describedby="uetr-bad" onChange={(e) => { setTyped(e.target.value); setBad(false) }} />
      <Button htmlType="submit">{w.search}</Button>
      <p className="field-error" id="uetr-bad" role="alert">{bad ? w.findBad : ''}</p>
    </form>
  )
}
