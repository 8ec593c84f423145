import { page, Pages, type Room } from '@/app/routes'
import { Shell } from '@/parts/Shell'

const start = page('/', () => import('./Start'))
const found = import.meta.glob<Room>('./*/pages.ts', { eager: true })

export default function Face() {
  return (
    <Shell>
      <Pages start={start} found={found} />
    </Shell>
  )
}
