/** A file of comma-separated values (RFC 4180) that spreadsheets read: UTF-8 with its mark, and no cell that runs. */

/** One cell. A text that a spreadsheet would take for a formula gets an apostrophe; amounts and numbers stay as they are. */
export function cell(text: string): string {
  const safe = /^[=+@\t\r]|^-(?!\d+(\.\d+)?$)/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function csv(rows: readonly (readonly string[])[]): string {
  return '\uFEFF' + rows.map((r) => r.map(cell).join(',') + '\r\n').join('')
}

/** Hands a file to the person. */
export function save(name: string, content: string | Blob, type = 'text/csv;charset=utf-8'): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }))
  const a = document.createElement('a')
  a.href = url
  a.download = name
  a.click()
  setTimeout(() => { URL.revokeObjectURL(url) }, 10_000)
}
