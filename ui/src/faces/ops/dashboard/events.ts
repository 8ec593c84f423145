/**
 * Reads server-sent events of a fetch. EventSource can't say which hat is worn, nor what a refusal was: it sends no header
 * and shows no answer.
 */

/** Takes the events out of what has come so far: their data, and what is not whole yet. */
export function takeEvents(text: string): { events: string[]; rest: string } {
  const whole = text.replace(/\r\n?/g, '\n')
  const parts = whole.split('\n\n')
  const rest = parts.pop() ?? ''
  const events = parts
    .map((p) => p.split('\n').filter((l) => l.startsWith('data:')).map((l) => l.slice(5).replace(/^ /, '')).join('\n'))
    .filter((d) => d !== '')
  return { events, rest }
}

/** Calls `on` for each event until the stream ends. */
export async function readEvents(body: ReadableStream<Uint8Array>, on: (data: string) => void): Promise<void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const taken = takeEvents(rest + decoder.decode(value, { stream: true }))
    rest = taken.rest
    for (const e of taken.events) on(e)
  }
}
