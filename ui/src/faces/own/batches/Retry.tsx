import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { ErrorView } from '@/parts/ErrorView'
import { Money } from '@/parts/Money'
import { keyed } from '../reads'
import { common } from '../words'
import { batchKeys } from './shared'
import type { Batch } from './stand'
import { words } from './words'

/** Another round over the lines that failed, and no others. */
export function Retry({ batch: b }: { batch: Batch }) {
  const w = useWords(words)
  const c = useWords(common)
  const [asking, setAsking] = useState(false)
  const retry = useWrite((_: undefined, { key }) => must(api.POST('/v1/batches/{id}/retry', { params: { path: { id: b.id }, header: keyed(key) } })), { refresh: [batchKeys.all] })
  return (
    <>
      <Button type="primary" onClick={() => { setAsking(true) }}>{w.retry}</Button>
      {asking && (
        <Modal
          open title={w.retryTitle} okText={w.retry} cancelText={c.cancel} confirmLoading={retry.isPending} destroyOnHidden
          onOk={() => { retry.mutate(undefined, { onSuccess: () => { setAsking(false) } }) }} onCancel={() => { retry.reset(); setAsking(false) }}
        >
          <p>{w.retryText(b.failed)}</p>
          <p><Money minor={b.failedAmount} currency={b.currency} size="large" /></p>
          {retry.error && <ErrorView small error={retry.error} />}
        </Modal>
      )}
    </>
  )
}
