import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import type { Group } from '@/parts/schema'
import { ProposeDialog } from '../deposits/ProposeDialog'
import { keyed, type Product, type S } from '../deposits/shared'
import { Preview, refusePast } from './shared'
import { differences, formOfProduct, productLines, productOfForm, productSchema } from './values'
import { words } from './words'

/** Proposes a version of a product; what would differ from now stands beside the form while it is filled in. */
export function ProposeProduct({ was, earliest, onClose }: { was?: Product; earliest: string; onClose: () => void }) {
  const w = useWords(words)
  const start: Group = { from: earliest, ...(was ? formOfProduct(was) : { offered: true, holders: ['person'], currencies: 'CNY', level: '1', channels: ['counter', 'app'], cash: false }) }
  const [value, setValue] = useState(start)
  const propose = useWrite((body: S['AccountProposeProductInBody'], { key }) => must(api.POST('/v1/account/products', { params: { header: keyed(key) }, body })), { refresh: [['approvals'], ['products']] })
  return (
    <ProposeDialog
      title={was ? w.propose : w.newProduct} lead={`${w.proposeLead(earliest)}${was ? '' : ` ${w.fixedLater}`}`} submit={w.proposeNew} base="/product" initial={start} schema={productSchema(w, was)} onChange={setValue}
      extra={was && <Preview changes={differences(productLines(was, w), productLines(productOfForm(value, was), w))} />}
      onClose={onClose}
      onPropose={(v) => {
        refusePast(String(v.from), earliest)
        return propose.mutateAsync({ from: String(v.from), product: productOfForm(v, was), reason: String(v.reason) })
      }}
    />
  )
}
