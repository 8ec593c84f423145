import { Link } from 'wouter'
import { useWords } from '@/app/i18n'
import { words } from './words'
import '@/faces/own/own.css'

/** The three places of the points' desk. */
export function Ways({ at }: { at: 'open' | 'items' | 'rules' }) {
  const w = useWords(words)
  const places = [['open', '/points'], ['items', '/points/items'], ['rules', '/points/rules']] as const
  return <nav className="tabs" aria-label={w.title}>{places.map(([k, href]) => <Link key={k} href={href} aria-current={k === at ? 'page' : undefined}>{w[k]}</Link>)}</nav>
}
