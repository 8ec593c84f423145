import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { formatMoney } from '@/parts/amount'
import { Await } from '@/parts/Await'
import { TableView, type Column } from '@/parts/DataTable'
import { Empty } from '@/parts/Empty'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { Money } from '@/parts/Money'
import { Page, Section } from '@/parts/Page'
import { useDoes, useJoin, type Right } from '../mandates/shared'
import { keyed, useMandates, useParty, type S } from '../reads'
import { wordOf } from '../words'
import { BoundDialog } from './BoundDialog'
import { holds, whole, type Bound, type ChannelLimit, type Limits as All } from './bounds'
import { limitKeys, useFirmLimits, usePersonLimits } from './reads'
import { words } from './words'
import './limits.css'

/** Who decides above which amount, what the organisation may pay by each channel, and what each of its people may. */
export default function Limits() {
  const w = useWords(words)
  const may = useMay()
  const limits = useFirmLimits()
  return (
    <Page title={w.title} lead={w.lead}>
      <Await query={limits}>
        {(l) => (
          <>
            <Thresholds limits={l} />
            <Channels limits={l} />
            {may('payment.limit') && may('mandate.read') && <People />}
            {!may('payment.limit') && <p className="soft">{w.readOnly}</p>}
          </>
        )}
      </Await>
    </Page>
  )
}

function useSetLimits() {
  const party = useParty()
  return useWrite((body: S['PaymentLimitsInBody'], { key }) => must(api.PUT('/v1/payment/limits', { params: { header: keyed(key) }, body })), { refresh: [limitKeys.firm(party)] })
}

/** Three ranges of an amount, and who decides in each. */
function Thresholds({ limits: l }: { limits: All }) {
  const w = useWords(words)
  const may = useMay()
  const [changing, setChanging] = useState(false)
  const amount = (minor: string | undefined) => (minor === undefined ? <span className="soft">{w.bankStandard}</span> : <span className="figures">{w.between(formatMoney(minor))}</span>)
  return (
    <Section title={w.thresholds} extra={may('payment.limit') && <Button onClick={() => { setChanging(true) }}>{w.change}</Button>}>
      <p className="soft">{w.thresholdsText}</p>
      <ol className="thresholds">
        {l.check !== undefined && l.check !== '0' && <li><strong className="figures">{w.direct(formatMoney(l.check))}</strong><span>{w.directDo}</span></li>}
        <li><strong>{l.check === '0' ? (l.large === undefined ? w.everyOne : <span className="figures">{w.direct(formatMoney(l.large))}</span>) : l.check !== undefined && l.large !== undefined ? <span className="figures">{w.upTo(formatMoney(l.check), formatMoney(l.large))}</span> : amount(l.check)}</strong><span>{w.check}</span></li>
        <li><strong>{amount(l.large)}</strong><span>{w.large}</span></li>
      </ol>
      {(l.check === undefined || l.large === undefined) && <p className="soft note-below">{w.standardNote}</p>}
      {changing && <ThresholdDialog limits={l} onClose={() => { setChanging(false) }} />}
    </Section>
  )
}

function ThresholdDialog({ limits: l, onClose }: { limits: All; onClose: () => void }) {
  const w = useWords(words)
  const set = useSetLimits()
  const [check, setCheck] = useState(l.check ?? '')
  const [large, setLarge] = useState(l.large ?? '')
  const [tried, setTried] = useState(false)
  const bad = (v: string) => v !== '' && !/^\d+$/.test(v)
  const low = check !== '' && large !== '' && !bad(check) && !bad(large) && BigInt(large) < BigInt(check)
  const send = () => {
    setTried(true)
    if (bad(check) || bad(large) || low) return
    set.mutate({ ...whole(l), check: check || undefined, large: large || undefined }, { onSuccess: onClose })
  }
  return (
    <Modal open title={w.thresholds} okText={w.save} cancelText={w.cancel} confirmLoading={set.isPending} onOk={send} onCancel={onClose} destroyOnHidden>
      <div className="dialog-form">
        <FieldFrame label={w.checkLabel} optional hint={w.checkHint} error={tried && bad(check) ? w.amountBad : undefined}>
          {(control) => <MoneyInput control={control} value={check} onChange={(v) => { setCheck(v ?? '') }} />}
        </FieldFrame>
        <FieldFrame label={w.largeLabel} optional hint={w.largeHint} error={tried && bad(large) ? w.amountBad : tried && low ? w.largeLow : undefined}>
          {(control) => <MoneyInput control={control} value={large} onChange={(v) => { setLarge(v ?? '') }} />}
        </FieldFrame>
        {set.error && <ErrorView small error={set.error} />}
      </div>
    </Modal>
  )
}

function Channels({ limits: l }: { limits: All }) {
  const w = useWords(words)
  const may = useMay()
  const [changing, setChanging] = useState<ChannelLimit>()
  const set = useSetLimits()
  const columns: Column<ChannelLimit>[] = [
    { key: 'channel', title: w.channel, always: true, phone: 'title', render: (c) => wordOf(w, c.channel) },
    { key: 'order', title: w.order, align: 'end', always: true, render: (c) => <Money minor={holds(c).order} /> },
    { key: 'day', title: w.day, align: 'end', always: true, render: (c) => <Money minor={holds(c).day} /> },
    { key: 'used', title: w.used, align: 'end', always: true, render: (c) => <Money minor={c.used} /> },
    { key: 'bank', title: w.bankLimit, align: 'end', always: true, render: (c) => (c.own ? <span className="soft"><Money minor={c.bank.order} /> / <Money minor={c.bank.day} /></span> : '—') },
    ...(may('payment.limit') ? [{ key: 'act', title: w.change, always: true, align: 'end' as const, render: (c: ChannelLimit) => <button type="button" className="link-button" aria-label={`${w.change} ${wordOf(w, c.channel)}`} onClick={() => { set.reset(); setChanging(c) }}>{w.change}</button> }] : []),
  ]
  return (
    <Section title={w.channels} flush>
      <p className="own-pad soft">{w.channelsText}</p>
      <TableView<ChannelLimit> id="own.limits.channels" caption={w.channels} columns={columns} rows={l.channels} rowKey={(c) => c.channel} rowName={(c) => wordOf(w, c.channel)} />
      {changing && (
        <BoundDialog
          title={w.editChannel(wordOf(w, changing.channel))} own={changing.own} most={changing.bank} busy={set.isPending} error={set.error}
          onSave={(b: Bound | undefined) => { set.mutate(whole(l, changing.channel, b), { onSuccess: () => { setChanging(undefined) } }) }} onClose={() => { setChanging(undefined) }}
        />
      )}
    </Section>
  )
}

/** Those who make payments, each with her own limit for the web. */
function People() {
  const w = useWords(words)
  const members = useMandates()
  const does = useDoes()
  const join = useJoin()
  const [, go] = useLocation()
  const columns: Column<Right>[] = [
    { key: 'name', title: w.person, always: true, phone: 'title', render: (m) => m.personName ?? m.person, csv: (m) => m.personName ?? m.person },
    { key: 'duty', title: w.duty, wrap: true, always: true, render: (m) => join(does(m)), csv: (m) => does(m).join(' ') },
    { key: 'limit', title: w.personLimit, align: 'end', always: true, render: (m) => <PersonLimit person={m.person} /> },
  ]
  return (
    <Section title={w.people} flush>
      <p className="own-pad soft">{w.peopleText}</p>
      <TableView<Right>
        id="own.limits.people" caption={w.people} columns={columns} rows={members.data?.items.filter((m) => m.state === 'in_force' && m.roles?.some((r) => r.endsWith('_maker')))} error={members.error ?? undefined} rowKey={(m) => m.id} rowName={(m) => m.personName ?? m.person}
        onOpen={(m) => { go(`/payments/limits/${m.person}`) }} empty={<Empty title={w.noPeople} />}
      />
    </Section>
  )
}

function PersonLimit({ person }: { person: string }) {
  const w = useWords(words)
  const { data } = usePersonLimits(person)
  const own = data?.channels.find((c) => c.channel === 'web')?.own
  if (!data) return <span className="soft">…</span>
  return own ? <><Money minor={own.order} /> / <Money minor={own.day} /></> : <span className="soft">{w.none}</span>
}
