import { useState } from 'react'
import type { Column } from './DataTable'

export interface ColumnChoice {
  toggle: (key: string) => void
}

/** Which columns are shown; the choice is kept on this device under the table's id. */
export function useColumns<T>(id: string, columns: Column<T>[]): [Column<T>[], ColumnChoice] {
  const key = `tonghui.columns.${id}`
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => new Set(read(key) ?? columns.filter((c) => c.spare).map((c) => c.key)))
  const toggle = (column: string) => {
    const next = new Set(hidden)
    if (!next.delete(column)) next.add(column)
    setHidden(next)
    try {
      localStorage.setItem(key, JSON.stringify([...next]))
    } catch {
      // A browser may forbid storage: then the choice lasts as long as the page.
    }
  }
  return [columns.filter((c) => c.always || !hidden.has(c.key)), { toggle }]
}

function read(key: string): string[] | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return Array.isArray(kept) ? kept.filter((k): k is string => typeof k === 'string') : undefined
  } catch {
    return undefined
  }
}
