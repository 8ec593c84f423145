import { useLocation } from 'wouter'
import { page, Pages, type Room } from '@/app/routes'
import { KioskShell } from '@/parts/KioskShell'

const start = page('/', () => import('./Start'))
const found = import.meta.glob<Room>('./*/pages.ts', { eager: true })

/** The terminal: no session is asked for at the door; a visit begins when the start page is left. */
export default function Face() {
  const [at] = useLocation()
  return (
    <KioskShell active={at !== '/'}>
      <Pages start={start} found={found} />
    </KioskShell>
  )
}
