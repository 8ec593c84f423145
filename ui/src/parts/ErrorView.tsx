import Button from 'antd/es/button'
import { problemOf } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { Copy } from './AccountNo'
import { words } from './words'

export interface ErrorViewProps {
  /** Whatever was thrown; a Problem is said in the person's language. */
  error: unknown
  retry?: () => void
  /** One line within a page instead of a block. */
  small?: boolean
}

/** What went wrong, what it means and what to do, with the request number. */
export function ErrorView({ error, retry, small }: ErrorViewProps) {
  const w = useWords(words)
  const { language } = usePreferences()
  const problem = problemOf(error)
  const again = retry && problem.status !== 403 && problem.status !== 404
  return (
    <div className={small ? 'error error-small' : 'error'} role="alert">
      {!small && <p className="error-title">{problem.status === 401 ? w.signInAgain : w.errorTitle}</p>}
      <p className="error-text">{problem.sentence(language) || w.brokenPage}</p>
      {problem.status === 403 && <p className="error-text">{w.notYours}</p>}
      {problem.request && (
        <p className="error-request">
          {w.requestId} <code>{problem.request}</code> <Copy text={problem.request} label={w.copy} />
          {!small && <span> {w.whenAsking}</span>}
        </p>
      )}
      {problem.status === 401 ? (
        <Button type="primary" href={`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`}>{w.toSignIn}</Button>
      ) : (
        again && <Button onClick={retry}>{w.retry}</Button>
      )}
    </div>
  )
}
