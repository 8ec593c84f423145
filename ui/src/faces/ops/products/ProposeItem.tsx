import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import type { Group } from '@/parts/schema'
import { ProposeDialog } from '../deposits/ProposeDialog'
import { keyed, type S } from '../deposits/shared'
import { Preview, refusePast } from './shared'
import { differences, formOfItem, itemLines, itemOfForm, itemSchema, type FeeItem } from './values'
import { words } from './words'

/** Proposes a version of a tariff item. */
export function ProposeItem({ was, earliest, onClose }: { was?: FeeItem; earliest: string; onClose: () => void }) {
  const w = useWords(words)
  const start: Group = { from: earliest, ...(was ? formOfItem(was) : {}) }
  const [value, setValue] = useState(start)
  const propose = useWrite((body: S['AccountProposeFeeInBody'], { key }) => must(api.POST('/v1/account/tariff', { params: { header: keyed(key) }, body })), { refresh: [['approvals'], ['tariff']] })
  return (
    <ProposeDialog
      title={was ? w.propose : w.newItem} lead={w.proposeLead(earliest)} submit={w.proposeNew} base="/item" initial={start} schema={itemSchema(w, was)} onChange={setValue}
      extra={was && <Preview changes={differences(itemLines(was, w), itemLines(itemOfForm(value, was), w))} />}
      onClose={onClose}
      onPropose={(v) => {
        refusePast(String(v.from), earliest)
        return propose.mutateAsync({ from: String(v.from), item: itemOfForm(v, was), reason: String(v.reason) })
      }}
    />
  )
}
