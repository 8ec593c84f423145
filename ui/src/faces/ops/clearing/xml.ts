/** Messages as people read them: laid out line by line, and with what belongs to customers masked. */

/** Lays XML out, an element a line, two spaces a level; an element that holds nothing but text stays on its line. */
export function layOut(xml: string): string {
  const pieces = xml.replace(/>\s+</g, '><').trim().match(/<[^>]+>|[^<]+/g) ?? []
  const lines: string[] = []
  let depth = 0
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i] ?? ''
    const text = pieces[i + 1] ?? ''
    const end = pieces[i + 2] ?? ''
    if (piece.startsWith('</')) {
      depth = Math.max(0, depth - 1)
      lines.push('  '.repeat(depth) + piece)
    } else if (opens(piece) && !text.startsWith('<') && end.startsWith('</')) {
      lines.push('  '.repeat(depth) + piece + text.trim() + end)
      i += 2
    } else if (opens(piece) && text.startsWith('</')) {
      lines.push('  '.repeat(depth) + piece + text)
      i++
    } else {
      lines.push('  '.repeat(depth) + piece)
      if (opens(piece)) depth++
    }
  }
  return lines.join('\n')
}

/** Whether a piece is the beginning of an element that ends elsewhere. */
const opens = (piece: string) => piece.startsWith('<') && !/^<[/?!]/.test(piece) && !piece.endsWith('/>')

/** Parts of a message that name a customer or her account; names of banks stand in others. */
const persons = /(<(?:\w+:)?(Dbtr|Cdtr|UltmtDbtr|UltmtCdtr|DbtrAcct|CdtrAcct)(?:\s[^>]*)?>)([\s\S]*?)(<\/(?:\w+:)?\2>)/g

/** Masks names and account numbers of customers: `李*`, `1001****0188`. */
export function masked(xml: string): string {
  return xml.replace(persons, (_, begin: string, _kind: string, inner: string, end: string) =>
    begin + inner.replace(/>([^<>\s][^<>]*)</g, (_m, text: string) => `>${hide(text)}<`) + end)
}

function hide(text: string): string {
  const letters = [...text]
  // A number keeps its end, by which two people can tell that they speak of the same one.
  if (/^[\dA-Z*]{8,}$/.test(text)) return text.slice(0, 4) + '****' + text.slice(-4)
  return (letters[0] ?? '') + '*'.repeat(Math.max(1, letters.length - 1))
}
