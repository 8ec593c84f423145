import { useEffect } from 'react'
import { useWords } from '@/app/i18n'
import { endVisit } from '@/parts/visit'
import { words } from './words'

/** An address that names no page: the start. */
export default function Lost() {
  const w = useWords(words)
  useEffect(() => { endVisit() }, [])
  return <p className="kiosk-wait" role="status">{w.wrongPage}</p>
}
