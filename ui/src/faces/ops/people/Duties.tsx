import Checkbox from 'antd/es/checkbox'
import { useId } from 'react'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import type { S } from '../parties/shared'
import { excluder } from './exclusion'
import { words } from './words'

/** Roles to choose from; what a chosen one excludes can't be chosen and says why in place. */
export function Duties({ roles, chosen, onChange, error }: { roles: S['RoleLine'][]; chosen: string[]; onChange: (roles: string[]) => void; error?: string }) {
  const w = useWords(words)
  const id = useId()
  const { language } = usePreferences()
  const name = (role: string) => roles.find((r) => r.role === role)?.[language] ?? role
  return (
    <fieldset className={error ? 'field field-bad' : 'field'} aria-describedby={`${id}h`}>
      <legend className="field-label">{w.duties}</legend>
      <p className="field-hint" id={`${id}h`}>{w.dutiesHint}</p>
      {error && <p className="field-error" role="alert">{error}</p>}
      <div className="duties">
        {roles.map((r) => {
          const by = excluder(r, chosen)
          const why = by ? w.excludedBy(name(by)) : r.level > 1 ? (r.level === 2 ? w.level2 : w.level3) : ''
          return (
            <div key={r.role} className="duty">
              <Checkbox
                checked={chosen.includes(r.role)} disabled={by !== undefined && !chosen.includes(r.role)} aria-describedby={why ? `${id}${r.role}` : undefined}
                onChange={(e) => { onChange(e.target.checked ? [...chosen, r.role] : chosen.filter((x) => x !== r.role)) }}
              >
                {r[language]}{why && <span className="duty-why" id={`${id}${r.role}`}> · {why}</span>}
              </Checkbox>
            </div>
          )
        })}
      </div>
    </fieldset>
  )
}
