import { DownloadOutlined, LeftOutlined, RightOutlined, TableOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Popover from 'antd/es/popover'
import type { ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import type { ColumnChoice } from './columns'
import { csv, save } from './csv'
import type { Column } from './DataTable'
import { formatInstant } from './instant'
import { atStart, backward, forward, pageNumber, type Walk } from './paging'
import { words } from './words'

interface ToolsProps<T> {
  columns: Column<T>[]
  shown: Column<T>[]
  choice: ColumnChoice
  rows: T[] | undefined
  caption: string
  filters?: ReactNode
}

/** Filters on the left; columns and export on the right. */
export function TableTools<T>({ columns, shown, choice, rows, caption, filters }: ToolsProps<T>) {
  const w = useWords(words)
  const filed = shown.filter((c) => c.csv)
  const exportRows = () => {
    const lines = (rows ?? []).map((r) => filed.map((c) => c.csv?.(r) ?? ''))
    save(`${caption} ${formatInstant(new Date(), 'date')}.csv`, csv([filed.map((c) => c.title), ...lines]))
  }
  const choices = (
    <div className="column-choices">
      {columns.filter((c) => !c.always).map((c) => (
        <Checkbox key={c.key} checked={shown.includes(c)} onChange={() => { choice.toggle(c.key) }}>{c.title}</Checkbox>
      ))}
    </div>
  )
  return (
    <div className="table-tools">
      <div className="table-filters">{filters}</div>
      <div className="table-buttons">
        {columns.some((c) => !c.always) && columns.length > 3 && (
          <Popover trigger="click" placement="bottomRight" content={choices}>
            <Button type="text" icon={<TableOutlined />} title={w.tableKeys}>{w.columns}</Button>
          </Popover>
        )}
        {filed.length > 0 && <Button type="text" icon={<DownloadOutlined />} disabled={!rows?.length} title={w.truncated} onClick={exportRows}>{w.exportCsv}</Button>}
      </div>
    </div>
  )
}

interface FootProps {
  rows: number
  walk: Walk
  next?: string
  busy?: boolean
  onWalk: (to: Walk) => void
}

/** How many rows, which page, and the way on. */
export function TableFoot({ rows, walk, next, busy, onWalk }: FootProps) {
  const w = useWords(words)
  return (
    <nav className="table-foot" aria-label={w.page(pageNumber(walk))}>
      <span aria-live="polite">{w.rows(rows)} · {w.page(pageNumber(walk))}</span>
      {walk.behind.length > 1 && <Button type="link" onClick={() => { onWalk(atStart) }}>{w.first}</Button>}
      <Button icon={<LeftOutlined />} disabled={walk.behind.length === 0 || busy} onClick={() => { onWalk(backward(walk)) }}>{w.previous}</Button>
      <Button icon={<RightOutlined />} iconPlacement="end" disabled={!next || busy} onClick={() => { if (next) onWalk(forward(walk, next)) }}>{w.next}</Button>
    </nav>
  )
}
