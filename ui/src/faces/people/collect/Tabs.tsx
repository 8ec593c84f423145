import { Link, useLocation } from 'wouter'
import { useWords } from '@/app/i18n'
import { useMay } from '@/app/session'
import { words } from './words'

/** The three ways of codes: be paid, pay, show a pass. */
export function Tabs() {
  const w = useWords(words)
  const may = useMay()
  const [at] = useLocation()
  const tabs = [
    { href: '/collect', title: w.myCode, ok: may('collect.make') },
    { href: '/collect/pass', title: w.pass, ok: may('payment.make') },
    { href: '/collect/pay', title: w.pay, ok: may('payment.make') },
    { href: '/collect/collections', title: w.got, ok: may('collect.read') },
  ]
  return <nav className="tabs tabs-scroll" aria-label={w.tabs}>{tabs.filter((t) => t.ok).map((t) => <Link key={t.href} href={t.href} aria-current={at === t.href ? 'page' : undefined}>{t.title}</Link>)}</nav>
}
