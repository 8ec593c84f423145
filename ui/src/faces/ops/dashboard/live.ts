import { useEffect, useState } from 'react'
import { headersFor, identity } from '@/api/client'
import { problemOf, type Problem } from '@/api/problem'
import type { components } from '@/api/schema'
import { readEvents } from './events'
import { add, type Reading } from './rates'

export type Figures = components['schemas']['TonghuiFigures']

export interface Live {
  /** The newest figures; they stay while the connection is lost. */
  figures?: Figures
  readings: Reading[]
  /** `lost`: it is tried again by itself, and what is shown is old. */
  state: 'connecting' | 'live' | 'lost'
  /** The bank has refused: nothing is tried again. */
  refused?: Problem
}

/** An event comes each second; after this long without one the connection is taken for dead. */
const silence = 6_000
const pauses = [1_000, 2_000, 4_000, 8_000, 15_000]

/** The bank's figures, live. The connection is made anew by itself when it breaks. */
export function useFigures(): Live {
  const [live, setLive] = useState<Live>({ readings: [], state: 'connecting' })
  useEffect(() => {
    const over = new AbortController()
    void watch(over.signal, setLive)
    return () => { over.abort() }
  }, [])
  return live
}

async function watch(over: AbortSignal, set: (next: (old: Live) => Live) => void): Promise<void> {
  let failures = 0
  while (!over.aborted) {
    try {
      await once(over, (figures) => {
        failures = 0
        set((old) => ({
          figures, state: 'live',
          readings: add(old.readings, { at: Date.parse(figures.at), entries: figures.entries, refused: figures.refused }),
        }))
      })
    } catch (e) {
      const problem = problemOf(e)
      if (problem.status === 401) identity.lost()
      if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
        set((old) => ({ ...old, refused: problem }))
        return
      }
    }
    if (over.aborted) return
    set((old) => ({ ...old, state: old.figures ? 'lost' : 'connecting' }))
    await new Promise((r) => { setTimeout(r, pauses[Math.min(failures, pauses.length - 1)]) })
    failures++
  }
}

/** One connection, until it ends or falls silent. */
async function once(over: AbortSignal, on: (f: Figures) => void): Promise<void> {
  const own = new AbortController()
  const stop = () => { own.abort() }
  over.addEventListener('abort', stop)
  let timer = setTimeout(stop, silence)
  try {
    const response = await fetch('/v1/dashboard/live', {
      credentials: 'same-origin', cache: 'no-store', signal: own.signal, headers: { ...headersFor('GET'), Accept: 'text/event-stream' },
    })
    if (!response.ok || !response.body) throw problemOf(await response.json().catch(() => undefined), response.status)
    await readEvents(response.body, (data) => {
      clearTimeout(timer)
      timer = setTimeout(stop, silence)
      on(JSON.parse(data) as Figures)
    })
  } finally {
    clearTimeout(timer)
    over.removeEventListener('abort', stop)
  }
}
