import { useWords } from '@/app/i18n'
import { Await } from '@/parts/Await'
import { Empty } from '@/parts/Empty'
import { Page, Section } from '@/parts/Page'
import { AskList } from './AskList'
import { useAsks } from './reads'
import { words } from './words'
import '@/faces/own/own.css'

/** Charges of her pass that a person decides herself. */
export default function Asks() {
  const w = useWords(words)
  const asks = useAsks(5000)
  return (
    <Page title={w.asks} lead={w.askText} width="read" crumbs={[{ title: w.title, href: '/collect' }]}>
      <Section flush><Await query={asks} rows={2}>{(all) => all.length === 0 ? <Empty title={w.noAsks}>{w.noAsksText}</Empty> : <AskList asks={all} />}</Await></Section>
    </Page>
  )
}
