import { page, Pages, type Room } from '@/app/routes'
import { Right } from '@/faces/own/Right'
import { Shell } from '@/parts/Shell'

const start = page('/', () => import('./Start'))
const found = import.meta.glob<Room>('./*/pages.ts', { eager: true })

export default function Face() {
  return (
    <Shell>
      <Right><Pages start={start} found={found} /></Right>
    </Shell>
  )
}
