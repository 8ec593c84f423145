import { CheckOutlined, CopyOutlined } from '@ant-design/icons'
import { useEffect, useState } from 'react'
import { useWords } from '@/app/i18n'
import { words } from './words'

/** `6222 **** **** 0188`: groups of four, the first and the last shown. What is masked already stays so. */
export function maskAccount(value: string): string {
  const digits = value.replace(/\s/g, '')
  if (digits.length <= 8 && !digits.includes('*')) return groups(digits)
  const masked = digits.slice(0, 4) + '********' + digits.slice(-4) // however long it is, so that its end stays whole
  return groups(digits.includes('*') ? digits : masked)
}

/** Groups of four, as on a card. */
export function groups(digits: string): string {
  return digits.replace(/\s/g, '').replace(/(.{4})(?=.)/g, '$1\u2009')
}

export interface AccountNoProps {
  value: string
  /** Shows every digit. Masked is the rule. */
  full?: boolean
  /** A button that copies every digit; only for who may see them. */
  copy?: boolean
}

/** An account or card number in groups of four. */
export function AccountNo({ value, full, copy }: AccountNoProps) {
  const w = useWords(words)
  return (
    <span className="account-no">
      <span className="figures">{full ? groups(value) : maskAccount(value)}</span>
      {copy && <Copy text={value.replace(/\s/g, '')} label={w.copyAccount} />}
    </span>
  )
}

/** A small button that copies a text and says so. */
export function Copy({ text, label }: { text: string; label: string }) {
  const w = useWords(words)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const t = setTimeout(() => { setCopied(false) }, 2000)
    return () => { clearTimeout(t) }
  }, [copied])
  return (
    <>
      <button
        type="button" className="icon-button" aria-label={label} title={label}
        onClick={() => { void navigator.clipboard.writeText(text).then(() => { setCopied(true) }) }}
      >
        {copied ? <CheckOutlined /> : <CopyOutlined />}
      </button>
      <span className="unseen" role="status">{copied ? w.copied : ''}</span>
    </>
  )
}
