import { Link } from 'wouter'
import { useWords } from '@/app/i18n'
import { Empty } from './Empty'
import { Page } from './Page'
import { words } from './words'

/** The page of an address that names none. */
export function NotFound() {
  const w = useWords(words)
  return (
    <Page title={w.notFoundTitle}>
      <Empty title={w.notFoundTitle} action={<Link href="/">{w.toStart}</Link>}>{w.notFound}</Empty>
    </Page>
  )
}
