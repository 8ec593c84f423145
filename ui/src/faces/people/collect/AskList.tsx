import Button from 'antd/es/button'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWrite } from '@/api/queries'
import { useWords } from '@/app/i18n'
import { payKeys } from '@/faces/own/pay/reads'
import { keyed, keys, useParty, type S } from '@/faces/own/reads'
import { ErrorView } from '@/parts/ErrorView'
import { formatInstant } from '@/parts/instant'
import { Money } from '@/parts/Money'
import { Status } from '@/parts/Status'
import { collectKeys } from './reads'
import { words } from './words'

const tones = { open: 'wait', paid: 'good', stopped: 'idle', expired: 'idle' } as const

/** What shops ask for: who, how much, and the two answers. */
export function AskList({ asks }: { asks: readonly S['CollectAsk'][] }) {
  const w = useWords(words)
  const party = useParty()
  const [said, setSaid] = useState('')
  const refresh = [collectKeys.asks(party), payKeys.orders(party), keys.accounts(party), ['deposits', party]]
  const confirm = useWrite((id: string, { key }) => must(api.POST('/v1/collect/asks/{id}/confirm', { params: { path: { id }, header: keyed(key) } })), { refresh })
  const decline = useWrite((id: string, { key }) => must(api.POST('/v1/collect/asks/{id}/decline', { params: { path: { id }, header: keyed(key) } })), { refresh })
  const error = confirm.error ?? decline.error
  return (
    <>
      <span className="unseen" role="status">{said}</span>
      {error && <div className="own-pad"><ErrorView small error={error} /></div>}
      <ul className="own-lines line-acts">
        {asks.map((a) => (
          <li key={a.id}>
            <span className="line-text">
              <span className="line-title"><strong>{a.title}</strong>{a.state !== 'open' && <Status tone={tones[a.state]}>{w[`a_${a.state}`]}</Status>}</span>
              <Money minor={a.amount} size="large" />
              <span className="soft">{a.note && `${a.note} · `}{a.state === 'open' ? w.askUntil(formatInstant(a.expiresAt)) : formatInstant(a.madeAt)}</span>
            </span>
            {a.state === 'open' && (
              <span className="buttons">
                <Button type="primary" loading={confirm.isPending && confirm.variables === a.id} onClick={() => { decline.reset(); confirm.mutate(a.id, { onSuccess: () => { setSaid(w.confirmed) } }) }}>{w.confirm}</Button>
                <Button loading={decline.isPending && decline.variables === a.id} onClick={() => { confirm.reset(); decline.mutate(a.id, { onSuccess: () => { setSaid(w.declined) } }) }}>{w.decline}</Button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
