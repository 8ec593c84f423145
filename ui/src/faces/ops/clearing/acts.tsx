import Button from 'antd/es/button'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { keyed, useMay } from '@/faces/ops/parties/shared'
import { Reason } from '@/parts/Party'
import type { Message } from './shared'
import { words } from './words'

type Act = 'retry' | 'hold' | 'release'

/** What may be done to a message that goes out. */
const actsOf: Partial<Record<Message['state'], Act>> = { queued: 'hold', held: 'release', refused: 'retry' }

/** The button of a message: hold it, release it, send it again. Each wants its reason. */
export function MessageActs({ of: m, main }: { of: Message; main?: boolean }) {
  const w = useWords(words)
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const write = useWrite(({ act, reason }: { act: Act; reason: string }, { key }) => {
    const options = { params: { path: { id: m.id }, header: keyed(key) }, body: { reason } }
    if (act === 'retry') return must(api.POST('/v1/clearing/messages/{id}/retry', options))
    if (act === 'hold') return must(api.POST('/v1/clearing/messages/{id}/hold', options))
    return must(api.POST('/v1/clearing/messages/{id}/release', options))
  }, { refresh: [['clearing']] })
  const act = m.side === 'out' ? actsOf[m.state] : undefined
  if (!act || !may('clearing.operate', true)) return null
  const texts = { retry: w.retryWhy, hold: w.holdWhy, release: w.releaseWhy }
  return (
    <>
      <Button type={main && act !== 'hold' ? 'primary' : 'default'} size={main ? 'middle' : 'small'} onClick={() => { setAsking(true) }}>{w[act]}</Button>
      {asking && (
        <Reason
          title={`${w[act]} · ${m.bizMsgIdr}`} text={texts[act]} act={w[act]} onCancel={() => { setAsking(false) }}
          onReason={async (reason) => { await write.mutateAsync({ act, reason }); setAsking(false) }}
        />
      )}
    </>
  )
}
