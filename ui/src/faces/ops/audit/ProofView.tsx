import { useQuery } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useState } from 'react'
import { api, must } from '@/api/client'
import { useWords } from '@/app/i18n'
import { Await } from '@/parts/Await'
import { save } from '@/parts/csv'
import { FieldFrame } from '@/parts/FieldFrame'
import { Loading } from '@/parts/Loading'
import { Status, type Tone } from '@/parts/Status'
import { Time } from '@/parts/Time'
import { holds, takeKey, verify, type Outcome, type Proof, type Verdict } from './proof'
import { words } from './words'

/** Fetches the proof of a record and checks it in this browser, against the bank's key or one that was brought along. */
export function ProofView({ id }: { id: string }) {
  const proof = useQuery({
    queryKey: ['audit', 'proof', id],
    queryFn: async ({ signal }) => {
      const [p, c] = await Promise.all([
        must(api.GET('/v1/audit/records/{id}/proof', { params: { path: { id } }, signal })),
        must(api.GET('/v1/audit/checkpoint', { signal })),
      ])
      return { proof: p as Proof, bankKey: c.key ?? '' }
    },
    staleTime: Infinity, // a proof stays true; a fresh one is asked for by hand
  })
  return <Await query={proof} rows={4}>{(d) => <Checked id={id} proof={d.proof} bankKey={d.bankKey} again={() => { void proof.refetch() }} />}</Await>
}

function Checked({ id, proof, bankKey, again }: { id: string; proof: Proof; bankKey: string; again: () => void }) {
  const w = useWords(words)
  const [own, setOwn] = useState('')
  const key = own.trim() || bankKey
  const verdict = useQuery({ queryKey: ['audit', 'verdict', id, proof.checkpoint, key], queryFn: () => verify(proof, id, key), staleTime: Infinity })
  const good = useQuery({ queryKey: ['audit', 'key', key], queryFn: async () => (await takeKey(key)) !== undefined, staleTime: Infinity })
  const v = verdict.data
  return (
    <div className="proof">
      <p className="proof-lead">{w.proofLead}</p>
      {v ? <Outcomes verdict={v} ownKey={own.trim() !== ''} /> : <Loading />}
      <div className="proof-key">
        <FieldFrame label={w.key} hint={w.keyHint} error={own.trim() !== '' && good.data === false ? w.badKey : undefined} optional>
          {(c) => <Input.TextArea {...c} rows={3} value={own || bankKey} spellCheck={false} onChange={(e) => { setOwn(e.target.value === bankKey ? '' : e.target.value) }} />}
        </FieldFrame>
        <div className="proof-buttons">
          {own !== '' && <Button onClick={() => { setOwn('') }}>{w.bankKey}</Button>}
          <Button onClick={again}>{w.again}</Button>
          <Button onClick={() => { save(`audit-proof-${id}.json`, JSON.stringify(proof, null, 2), 'application/json') }}>{w.downloadProof}</Button>
        </div>
      </div>
      <div className="raw-all">
        <details><summary className="raw-title">{w.raw}</summary><pre className="raw">{proof.record}</pre></details>
        <details><summary className="raw-title">{w.checkpoint}</summary><pre className="raw">{proof.checkpoint}</pre></details>
      </div>
    </div>
  )
}

const tones: Record<Outcome, Tone> = { passed: 'good', failed: 'bad', unable: 'wait', absent: 'idle' }

function Outcomes({ verdict: v, ownKey }: { verdict: Verdict; ownKey: boolean }) {
  const w = useWords(words)
  const failed = [v.record, v.private, v.path, v.signature].includes('failed')
  return (
    <>
      <p className="verdict" role="status">
        <Status tone={holds(v) ? 'good' : failed ? 'bad' : 'wait'}>{holds(v) ? w.verified : failed ? w.broken : w.partly}</Status>
        {v.time > 0 && <span>{w.signedAt} <Time at={new Date(v.time * 1000)} precision="second" /></span>}
        <span>{w.witnesses} {v.witnesses.join(', ') || w.noWitness}</span>
      </p>
      <ol className="checks">
        <Check outcome={v.record} says={w.stepRecord} more={[[w.leafHash, v.leaf]]} />
        <Check outcome={v.private} says={v.private === 'absent' ? w.stepPrivateNone : w.stepPrivate} />
        <Check outcome={v.path} says={w.stepPath(v.steps)} more={[[w.rootHash, v.root], [w.expectedRoot, v.expected], [w.size, v.size]]} />
        <Check outcome={v.signature} says={w.stepSign} more={[[v.signature === 'unable' ? w.noEd25519 : ownKey ? w.ownKey : w.theirKey, '']]} />
      </ol>
    </>
  )
}

function Check({ outcome, says, more = [] }: { outcome: Outcome; says: string; more?: [string, string][] }) {
  const w = useWords(words)
  return (
    <li>
      <span>{says}</span><Status tone={tones[outcome]}>{w[outcome]}</Status>
      {more.length > 0 && <div className="checks-more">{more.map(([label, value]) => <span key={label}>{label} {value && <span className="hash">{value}</span>}</span>)}</div>}
    </li>
  )
}
