import { useId, type ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { words } from './words'

/** What the control inside must be given, so that label, hint and error belong to it. */
export interface ControlProps {
  id: string
  'aria-describedby'?: string
  'aria-invalid'?: boolean
  'aria-required'?: boolean
  status?: 'error'
}

export interface FieldFrameProps {
  label: string
  /** Fixed id, for links of an error summary. */
  id?: string
  hint?: ReactNode
  error?: string
  /** Says 选填 beside the label. What must be filled in is the rule and isn't marked. */
  optional?: boolean
  children: (control: ControlProps) => ReactNode
}

/** Label above, hint, error, control: the one form of a field. */
export function FieldFrame({ label, id, hint, error, optional, children }: FieldFrameProps) {
  const w = useWords(words)
  const own = useId()
  const at = id ?? own
  const described = [hint ? `${at}-hint` : '', error ? `${at}-error` : ''].filter(Boolean).join(' ')
  return (
    <div className={error ? 'field field-bad' : 'field'}>
      <label className="field-label" htmlFor={at}>{label}{optional && <span className="field-optional">{w.optional}</span>}</label>
      {hint && <p className="field-hint" id={`${at}-hint`}>{hint}</p>}
      {error && <p className="field-error" id={`${at}-error`}>{error}</p>}
      {children({ id: at, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined, 'aria-required': !optional, status: error ? 'error' : undefined })}
    </div>
  )
}
