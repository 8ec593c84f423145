import { useEffect, useState } from 'react'
import { useWords } from '@/app/i18n'
import { words } from './words'

/** Lines where the content will stand. Says so to a screen reader, and again when it takes long. `whole` fills the window. */
export function Loading({ rows = 3, whole }: { rows?: number; whole?: boolean }) {
  const w = useWords(words)
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const t = setTimeout(() => { setSlow(true) }, 4000)
    return () => { clearTimeout(t) }
  }, [])
  return (
    <div className={whole ? 'loading loading-whole' : 'loading'} role="status">
      <span className={slow ? 'loading-slow' : 'unseen'}>{slow ? w.loadingSlow : w.loading}</span>
      {Array.from({ length: rows }, (_, i) => <span key={i} className="loading-line" aria-hidden="true" />)}
    </div>
  )
}
