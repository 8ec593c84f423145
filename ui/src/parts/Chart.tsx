import { lazy, Suspense, useId, useState } from 'react'
import { useWords } from '@/app/i18n'
import { formatMoney } from './amount'
import { Empty } from './Empty'
import { Loading } from './Loading'
import { words } from './words'

export interface Series {
  name: string
  /** One value per label; null where there is none. For money: minor units as strings. */
  values: readonly (number | string | null)[]
}

export interface ChartProps {
  title: string
  kind: 'line' | 'bar'
  /** Along the foot: dates, names. */
  labels: readonly string[]
  series: readonly Series[]
  /** Of the axis: 笔/秒, 万元. Money names its currency by itself. */
  unit?: string
  /** Values are amounts: the axis begins at zero and is written as money. */
  money?: string
  height?: number
}

const Drawing = lazy(() => import('./ChartDrawing'))

/** A chart that loads when shown, with its numbers as a table for whoever can't or won't read a picture. */
export function Chart(props: ChartProps) {
  const { title, labels, series, unit, money, height = 260 } = props
  const w = useWords(words)
  const id = useId()
  const [table, setTable] = useState(false)
  const text = (v: number | string | null | undefined) => (v == null ? '—' : money ? formatMoney(String(v), money) : String(v))
  const none = labels.length === 0 || series.every((s) => s.values.every((v) => v == null))
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption id={id}>
        <span className="chart-title">{title}{unit && <span className="chart-unit">{unit}</span>}</span>
        {!none && <button type="button" className="link-button" aria-pressed={table} onClick={() => { setTable(!table) }}>{table ? w.asChart : w.asTable}</button>}
      </figcaption>
      {none && <Empty title={w.noData} />}
      {!none && !table && (
        <div role="img" aria-label={w.chartOf(title)} style={{ height }}>
          <Suspense fallback={<Loading />}><Drawing {...props} /></Suspense>
        </div>
      )}
      {!none && (
        <div className={table ? 'table-scroll' : 'unseen'}>
          <table>
            <thead><tr><td />{series.map((s) => <th key={s.name} scope="col" className="end">{s.name}</th>)}</tr></thead>
            <tbody>
              {labels.map((l, i) => (
                <tr key={l}><th scope="row">{l}</th>{series.map((s) => <td key={s.name} className="end">{text(s.values[i])}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </figure>
  )
}
