import { useCallback, useEffect, useState } from 'react'

/** How long a kiosk waits for a touch before it asks, and then for the answer; in seconds. */
export const idleAfter = 90
export const answerWithin = 30

const signs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/**
 * Seconds until the visit ends, once nobody has touched anything for 90 s; undefined while somebody is there. `onEnd` is
 * called once at zero. A touch before the warning starts anew; after it only `stay` does, which the dialog calls.
 * `answer` is how long the warning waits.
 */
export function useIdle(active: boolean, onEnd: () => void, answer = answerWithin): { left: number | undefined; stay: () => void } {
  const [round, setRound] = useState(0)
  const [left, setLeft] = useState<number>()
  useEffect(() => {
    if (!active) return
    let last = performance.now()
    const touch = () => { if (performance.now() - last < idleAfter * 1000) last = performance.now() }
    for (const s of signs) addEventListener(s, touch, { passive: true })
    const t = setInterval(() => {
      const idle = (performance.now() - last) / 1000
      const rest = Math.ceil(idleAfter + answer - idle)
      setLeft(idle < idleAfter ? undefined : Math.max(0, rest))
      if (rest <= 0) { clearInterval(t); onEnd() }
    }, 500)
    return () => {
      clearInterval(t)
      for (const s of signs) removeEventListener(s, touch)
    }
  }, [active, round, answer, onEnd])
  const stay = useCallback(() => { setLeft(undefined); setRound((n) => n + 1) }, [])
  return { left: active ? left : undefined, stay }
}
