import Button from 'antd/es/button'
import { useState } from 'react'
import { useWords } from '@/app/i18n'
import { save } from '@/parts/csv'
import { words } from './words'

/** Recovery codes, shown this once. */
export function RecoveryCodes({ codes }: { codes: string[] }) {
  const w = useWords(words)
  const [copied, setCopied] = useState(false)
  const all = codes.join('\r\n')
  return (
    <div className="recovery">
      <p>{w.keepWhy}</p>
      <ol className="recovery-codes figures">{codes.map((c) => <li key={c}>{c}</li>)}</ol>
      <span className="buttons no-print">
        <Button onClick={() => { void navigator.clipboard.writeText(all).then(() => { setCopied(true) }) }}>{copied ? '✓ ' : ''}{w.copyAll}</Button>
        <Button onClick={() => { save(w.fileName, all + '\r\n', 'text/plain;charset=utf-8') }}>{w.saveFile}</Button>
      </span>
    </div>
  )
}
