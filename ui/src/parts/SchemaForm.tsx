import Button from 'antd/es/button'
import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { problemOf } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { ErrorView } from './ErrorView'
import { GroupFields } from './fields'
import { flawsOf, type Flaw, type Group, type Schema } from './schema'
import { validate } from './validate'
import { words } from './words'

export interface SchemaFormProps {
  /** An object schema; see `Schema` for the subset. */
  schema: Schema
  /** What is known already. */
  initial?: Group
  /** Sends it. A thrown Problem's faults go to their fields, its sentence to the summary. */
  onSubmit: (value: Group) => Promise<unknown>
  submit?: string
  /** Beside the main button: 上一步. */
  secondary?: ReactNode
  /** Where the form stands in the body that is sent: `/applicant`. */
  base?: string
  /** Told of each change: to keep a draft. */
  onChange?: (value: Group) => void
  /** A refusal that a later step met and that belongs to fields here: shown from the beginning, until something is changed. */
  refusal?: unknown
}

/** A form made of a schema. Errors stand at their fields and in a summary that takes focus and leads to each. */
export function SchemaForm({ schema, initial, onSubmit, submit, secondary, base, onChange, refusal }: SchemaFormProps) {
  const w = useWords(words)
  const { language } = usePreferences()
  const id = useId()
  const [value, setValue] = useState<Group>(initial ?? {})
  const [tried, setTried] = useState(refusal !== undefined)
  const [refused, setRefused] = useState<unknown>(refusal)
  const [busy, setBusy] = useState(false)
  const [round, setRound] = useState(refusal === undefined ? 0 : 1)
  const summary = useRef<HTMLDivElement>(null)
  // Sentences follow the language, so they are made when shown. After the first try they follow the typing too.
  const fromBank = refused === undefined ? [] : flawsOf(problemOf(refused).faults, language, base)
  const flaws = tried ? [...validate(schema, value, language), ...fromBank] : []
  useEffect(() => { if (round > 0) summary.current?.focus() }, [round])

  const change = (next: Group) => {
    setValue(next)
    setRefused(undefined)
    onChange?.(next)
  }
  const send = async () => {
    setTried(true)
    setRefused(undefined)
    if (validate(schema, value, language).length > 0) { setRound(round + 1); return }
    setBusy(true)
    try {
      await onSubmit(value)
      setTried(false)
    } catch (e) {
      setRefused(e)
      setRound(round + 1)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className="schema-form" noValidate onSubmit={(e) => { e.preventDefault(); if (!busy) void send() }}>
      {(flaws.length > 0 || refused !== undefined) && round > 0 && (
        <div ref={summary} tabIndex={-1}><Summary id={id} flaws={flaws} refused={refused} /></div>
      )}
      <GroupFields schema={schema} value={value} onChange={change} path="" id={id} flaws={flaws} />
      <div className="form-foot">
        <Button type="primary" htmlType="submit" loading={busy}>{submit ?? w.submit}</Button>
        {secondary}
      </div>
    </form>
  )
}

function Summary({ id, flaws, refused }: { id: string; flaws: Flaw[]; refused: unknown }) {
  const w = useWords(words)
  const { language } = usePreferences()
  // A refusal of one field says the same as its flaw.
  const told = refused !== undefined && flaws.some((f) => f.text === problemOf(refused).sentence(language))
  return (
    <div className="summary" role="alert">
      {flaws.length > 0 && <p className="summary-title">{w.problems(flaws.length)}</p>}
      {refused !== undefined && !told && <ErrorView small error={refused} />}
      <ul>
        {flaws.map((f) => (
          <li key={f.path + f.text}>
            <a href={`#${id}${f.path}`} onClick={(e) => {
              e.preventDefault()
              const field = document.getElementById(id + f.path)
              field?.scrollIntoView({ block: 'center' })
              const inner = field?.matches('input, textarea, select, button') ? field : field?.querySelector<HTMLElement>('input, textarea, button')
              inner?.focus()
            }}>{f.text}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}
