import { Link } from 'wouter'
import { useWords } from '@/app/i18n'
import { words } from './words'
import './points.css'

/** The four places of the points. */
export function Tabs({ at }: { at: 'overview' | 'items' | 'orders' | 'entries' }) {
  const w = useWords(words)
  const places = [['overview', '/points'], ['items', '/points/items'], ['orders', '/points/orders'], ['entries', '/points/entries']] as const
  return (
    <nav className="tabs points-tabs" aria-label={w.title}>
      {places.map(([key, href]) => <Link key={key} href={href} aria-current={key === at ? 'page' : undefined}>{w[key]}</Link>)}
    </nav>
  )
}
