import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useWords } from '@/app/i18n'
import { formatMoney } from '@/parts/amount'
import { ErrorView } from '@/parts/ErrorView'
import { FieldFrame } from '@/parts/FieldFrame'
import { MoneyInput } from '@/parts/fields'
import { boundFault, type Bound } from './bounds'
import { words } from './words'

/** Asks for a limit of one payment and of a day; with nothing set, for none. */
export function BoundDialog({ title, own, most, busy, error, onSave, onClose }: { title: string; own?: Bound; most: Bound; busy: boolean; error: unknown; onSave: (b: Bound | undefined) => void; onClose: () => void }) {
  const w = useWords(words)
  const [bound, setBound] = useState<Bound>(own ?? most)
  const [tried, setTried] = useState(false)
  const fault = tried ? boundFault(bound, most) : undefined
  const send = () => {
    setTried(true)
    if (!boundFault(bound, most)) onSave(bound)
  }
  return (
    <Modal
      open title={title} onCancel={onClose} destroyOnHidden
      footer={<>{own && <Button disabled={busy} onClick={() => { onSave(undefined) }}>{w.remove}</Button>}<Button onClick={onClose}>{w.cancel}</Button><Button type="primary" loading={busy} onClick={send}>{w.save}</Button></>}
    >
      <div className="dialog-form">
        <FieldFrame label={w.order} hint={w.atMost(formatMoney(most.order))} error={fault === 'order' ? w.orderBad : fault === 'orderOver' ? w.over(formatMoney(most.order)) : undefined}>
          {(control) => <MoneyInput control={control} value={bound.order} onChange={(v) => { setBound({ ...bound, order: v ?? '' }) }} />}
        </FieldFrame>
        <FieldFrame label={w.day} hint={w.atMost(formatMoney(most.day))} error={fault === 'day' ? w.dayBad : fault === 'dayOver' ? w.over(formatMoney(most.day)) : undefined}>
          {(control) => <MoneyInput control={control} value={bound.day} onChange={(v) => { setBound({ ...bound, day: v ?? '' }) }} />}
        </FieldFrame>
        {error != null && <ErrorView small error={error} />}
      </div>
    </Modal>
  )
}
