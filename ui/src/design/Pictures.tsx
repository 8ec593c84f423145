import { useState } from 'react'
import { useWords } from '@/app/i18n'
import { Chart } from '@/parts/Chart'
import { DocumentView } from '@/parts/Document'
import { PlaceMap } from '@/parts/Map'
import { Section } from '@/parts/Page'
import { areas } from './samples'
import { words } from './words'

const hours = Array.from({ length: 24 }, (_, i) => `${String(i).padStart(2, '0')}:00`)
const wave = (phase: number) => hours.map((_, i) => Math.round(900 + 700 * Math.sin((i + phase) / 3.6)))
const months = ['2026-06', '2026-07', '2026-08', '2026-09', '2026-10', '2026-11']

/** Charts, a map, documents. */
export function Pictures() {
  const w = useWords(words)
  const [chosen, setChosen] = useState('2')
  const places = [
    { key: '1', name: w.p1, at: [116.66, 39.91] as const, detail: w.queue(4) }, { key: '2', name: w.p2, at: [116.67, 39.93] as const, detail: w.queue(0) },
    { key: '3', name: w.p3, at: [116.71, 39.85] as const, detail: w.queue(12) },
  ]
  return (
    <>
      <Section title={w.chart}>
        <div className="design-grid">
          <Chart title={w.tps} unit={w.perSecond} kind="line" labels={hours} series={[{ name: w.today, values: wave(0) }, { name: w.yesterday, values: wave(2) }]} />
          <Chart title={w.net} kind="bar" money="CNY" labels={months} series={[{ name: w.net, values: ['1200000000', '-340000000', '2876543210', '560000000', null, '-2210000000'] }]} />
          <Chart title={w.income} kind="line" labels={[]} series={[]} />
        </div>
      </Section>
      <Section title={w.map}><PlaceMap title={w.mapTitle} places={places} areas={areas} chosen={chosen} onChoose={setChosen} /></Section>
      <Section title={w.document}>
        <div className="design-grid">
          <DocumentView title={w.contract} src="/logo.svg" type="image/svg+xml" pages={1} sealed />
          <DocumentView title={w.longName} src="/logo.svg" type="application/ofd" />
        </div>
      </Section>
    </>
  )
}
