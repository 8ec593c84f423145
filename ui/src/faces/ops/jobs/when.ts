/** When a schedule occurs, as the bank says it in English: `every 1m0s`, `every day at 02:30 Asia/Shanghai`. */
export interface When {
  day?: string
  every?: { n: number; unit: 'hoursUnit' | 'minutesUnit' | 'secondsUnit' }
  /** What isn't one of these forms, as it is. */
  raw: string
}

export function takeWhen(raw: string): When {
  const day = /^every day at (\d\d:\d\d)(?: Asia\/Shanghai)?$/.exec(raw)
  if (day) return { day: day[1], raw }
  const m = /^every (?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(raw)
  if (!m) return { raw }
  const seconds = Number(m[1] ?? 0) * 3600 + Number(m[2] ?? 0) * 60 + Number(m[3] ?? 0)
  if (seconds > 0 && seconds % 3600 === 0) return { every: { n: seconds / 3600, unit: 'hoursUnit' }, raw }
  if (seconds > 0 && seconds % 60 === 0) return { every: { n: seconds / 60, unit: 'minutesUnit' }, raw }
  return seconds > 0 ? { every: { n: seconds, unit: 'secondsUnit' }, raw } : { raw }
}
