import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Checkbox from 'antd/es/checkbox'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { Empty } from './Empty'
import { ErrorView } from './ErrorView'
import { Loading } from './Loading'
import { useColumns } from './columns'
import { atStart, moveRow, type Walk } from './paging'
import { TableFoot, TableTools } from './TableTools'
import { words } from './words'

export interface Column<T> {
  key: string
  title: string
  render: (row: T) => ReactNode
  /** Text of the cell in an export; without it the column is left out of the file. */
  csv?: (row: T) => string
  /** `end` for amounts and counts. */
  align?: 'start' | 'end'
  /** May take more than one line: names and notes. The first column may always. */
  wrap?: boolean
  /** Hidden until chosen. */
  spare?: boolean
  /** Can't be hidden; the first column usually. */
  always?: boolean
  /** On a phone: `title` heads the card, `hide` leaves it out, otherwise a line with its name. */
  phone?: 'title' | 'hide'
}

/** One page of a list, as every list of the bank answers. */
export interface ListPage<T> {
  items: T[]
  next?: string
}

export interface DataTableProps<T> {
  /** Remembers the choice of columns; unique in the web: `ops.ledger.accounts`. */
  id: string
  /** What the table holds, for screen readers and the file's name. */
  caption: string
  columns: Column<T>[]
  rowKey: (row: T) => string
  /** Name of a row for screen readers. */
  rowName: (row: T) => string
  /** Query key of the list with all its filters; a change begins at the first page. */
  queryKey: readonly unknown[]
  /** Reads the page behind `after` ('' is the first). */
  load: (after: string, signal: AbortSignal) => Promise<ListPage<T>>
  /** Enter or click on a row. */
  onOpen?: (row: T) => void
  /** Fields above the table; `/` jumps to the first. */
  filters?: ReactNode
  /** Whether a filter is set, so that an empty list says the right thing. */
  filtered?: boolean
  /** What to do with chosen rows; with it rows can be chosen. */
  bulk?: (rows: T[], clear: () => void) => ReactNode
  /** Shown when the list is empty and no filter is set: why, and what next. */
  empty?: ReactNode
}

/** A list: keyset paging, sticky head, columns to choose, export, keyboard (j/k, Enter, /), cards on a phone. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { queryKey, load } = props
  const filterKey = JSON.stringify(queryKey)
  const [place, setPlace] = useState({ filterKey, walk: atStart })
  const walk: Walk = place.filterKey === filterKey ? place.walk : atStart
  const query = useQuery({
    queryKey: [...queryKey, walk.after],
    queryFn: ({ signal }) => load(walk.after, signal),
    placeholderData: place.filterKey === filterKey ? keepPreviousData : undefined,
  })
  return (
    <TableView
      {...props} rows={query.data?.items} next={query.data?.next} error={query.error} busy={query.isFetching}
      retry={() => { void query.refetch() }} walk={walk} onWalk={(to) => { setPlace({ filterKey, walk: to }) }}
    />
  )
}

export interface TableViewProps<T> extends Omit<DataTableProps<T>, 'queryKey' | 'load'> {
  /** undefined while the first page is read. */
  rows: T[] | undefined
  next?: string
  error?: unknown
  busy?: boolean
  retry?: () => void
  walk?: Walk
  onWalk?: (to: Walk) => void
}

/** The same for rows that are there already: a short list inside a thing. */
export function TableView<T>(props: TableViewProps<T>) {
  const { id, caption, rowKey, rows, error, busy, retry, onOpen, filters, filtered, bulk, empty, walk = atStart, onWalk, next } = props
  const w = useWords(words)
  const [shown, choice] = useColumns(id, props.columns)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [at, setAt] = useState(-1)
  const box = useRef<HTMLDivElement>(null)
  const selected = useMemo(() => (rows ?? []).filter((r) => chosen.has(rowKey(r))), [rows, chosen, rowKey])
  useFindKey(box)

  const onKeyDown = (e: KeyboardEvent) => {
    if (e.target instanceof HTMLElement && e.target.closest('input, textarea, select, [role="combobox"]') && e.target.getAttribute('type') !== 'checkbox') return
    if (e.metaKey || e.ctrlKey || e.altKey) return
    if (e.key === 'j' || e.key === 'k') {
      const to = moveRow(at, e.key, rows?.length ?? 0)
      setAt(to)
      box.current?.querySelectorAll<HTMLElement>('tbody tr')[to]?.focus()
      e.preventDefault()
    }
  }

  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the rows inside; each has its own focus
    <div className="table" ref={box} onKeyDown={onKeyDown}>
      <TableTools columns={props.columns} shown={shown} choice={choice} rows={rows} caption={caption} filters={filters} />
      {bulk && selected.length > 0 && (
        <div className="table-bulk" role="status">
          <span>{w.selected(selected.length)}</span>
          {bulk(selected, () => { setChosen(new Set()) })}
          <button type="button" className="link-button" onClick={() => { setChosen(new Set()) }}>{w.clear}</button>
        </div>
      )}
      {error != null && <ErrorView error={error} retry={retry} />}
      {error == null && rows === undefined && <Loading rows={6} />}
      {rows?.length === 0 && error == null && (filtered ? <Empty>{w.emptyFiltered}</Empty> : (empty ?? <Empty />))}
      {rows && rows.length > 0 && error == null && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key
        <div className="table-scroll" role="region" aria-label={caption} tabIndex={0} aria-busy={busy}>
          <table>
            <caption className="unseen">{caption}</caption>
            <thead>
              <tr>
                {bulk && (
                  <th className="table-pick">
                    <Checkbox
                      aria-label={w.selectAll} checked={selected.length === rows.length} indeterminate={selected.length > 0 && selected.length < rows.length}
                      onChange={(e) => { setChosen(new Set(e.target.checked ? rows.map(rowKey) : [])) }}
                    />
                  </th>
                )}
                {shown.map((c) => <th key={c.key} scope="col" className={c.align === 'end' ? 'end' : undefined}>{c.title}</th>)}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                <Row
                  key={rowKey(row)} row={row} columns={shown} name={props.rowName(row)} onOpen={onOpen} onFocus={() => { setAt(i) }}
                  pick={bulk && { on: chosen.has(rowKey(row)), set: (on) => { setChosen(toggle(chosen, rowKey(row), on)) } }}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {onWalk && rows && (rows.length > 0 || walk.after) ? <TableFoot rows={rows.length} walk={walk} next={next} busy={busy} onWalk={(to) => { setAt(-1); setChosen(new Set()); onWalk(to) }} /> : null}
    </div>
  )
}

function toggle(set: ReadonlySet<string>, key: string, on: boolean): ReadonlySet<string> {
  const out = new Set(set)
  if (on) out.add(key)
  else out.delete(key)
  return out
}

/** `/` anywhere on the page goes to the first filter. */
function useFindKey(box: React.RefObject<HTMLDivElement | null>) {
  useEffect(() => {
    const onKey = (e: globalThis.KeyboardEvent) => {
      if (e.key !== '/' || (e.target instanceof HTMLElement && e.target.closest('input, textarea, [contenteditable]'))) return
      const field = box.current?.querySelector<HTMLElement>('.table-filters input')
      if (!field) return
      e.preventDefault()
      field.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => { document.removeEventListener('keydown', onKey) }
  }, [box])
}

interface RowProps<T> {
  row: T
  columns: Column<T>[]
  name: string
  onOpen?: (row: T) => void
  onFocus: () => void
  pick?: { on: boolean; set: (on: boolean) => void }
}

function Row<T>({ row, columns, name, onOpen, onFocus, pick }: RowProps<T>) {
  const w = useWords(words)
  const inner = (target: EventTarget) => target instanceof HTMLElement && target.closest('a, button, input, label') !== null
  return (
    <tr
      tabIndex={-1} className={onOpen ? 'opens' : undefined} data-picked={pick?.on ? true : undefined} onFocus={onFocus}
      onClick={onOpen && ((e) => { if (!inner(e.target) && !getSelection()?.toString()) onOpen(row) })}
      onKeyDown={onOpen && ((e) => { if (e.key === 'Enter' && !inner(e.target)) onOpen(row) })}
    >
      {pick && <td className="table-pick"><Checkbox aria-label={w.select(name)} checked={pick.on} onChange={(e) => { pick.set(e.target.checked) }} /></td>}
      {columns.map((c, i) => (
        <td key={c.key} className={[c.align === 'end' ? 'end' : '', c.phone ? `phone-${c.phone}` : '', c.wrap || i === 0 ? 'wrap' : ''].join(' ').trim() || undefined} data-title={c.title}>
          {i === 0 && onOpen
            ? <button type="button" className="cell-open" aria-label={`${w.open} ${name}`} onClick={() => { onOpen(row) }}>{c.render(row)}</button>
            : c.render(row)}
        </td>
      ))}
    </tr>
  )
}
