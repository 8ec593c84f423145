/** Colours as numbers: what WCAG 2.2 says of contrast, computed. */

type Triple = readonly [number, number, number]

function channels(hex: string): Triple {
  const n = Number.parseInt(hex.slice(1), 16)
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255]
}

/** Relative luminance of `#RRGGBB`, 0 to 1. */
export function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map((v) => {
    const c = v / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as unknown as Triple
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

function toHsl(hex: string): Triple {
  const [r, g, b] = channels(hex).map((v) => v / 255) as unknown as Triple
  const [hi, lo] = [Math.max(r, g, b), Math.min(r, g, b)]
  const l = (hi + lo) / 2
  const d = hi - lo
  if (d === 0) return [0, 0, l]
  const s = d / (1 - Math.abs(2 * l - 1))
  const h = hi === r ? ((g - b) / d + 6) % 6 : hi === g ? (b - r) / d + 2 : (r - g) / d + 4
  return [h * 60, s, l]
}

function fromHsl([h, s, l]: Triple): string {
  const f = (n: number) => {
    const k = (n + h / 30) % 12
    const v = l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    return Math.round(v * 255)
      .toString(16)
      .padStart(2, '0')
  }
  return `#${f(0)}${f(8)}${f(4)}`.toUpperCase()
}

/** The same hue, `factor` times as light. */
export function lighten(hex: string, factor: number): string {
  const [h, s, l] = toHsl(hex)
  return fromHsl([h, s, Math.min(1, l * factor)])
}

/** `share` of `top` painted over `base`. */
export function mix(top: string, base: string, share: number): string {
  const [a, b] = [channels(top), channels(base)]
  const hex = a.map((v, i) =>
    Math.round(v * share + (b[i] ?? 0) * (1 - share))
      .toString(16)
      .padStart(2, '0'),
  )
  return `#${hex.join('')}`.toUpperCase()
}

/** The colour nearest to `hex` in lightness that stands out from every one of `grounds` by at least `least`. */
export function legible(hex: string, grounds: readonly string[], least = 4.5): string {
  const [h, s, l] = toHsl(hex)
  const dark = grounds.every((g) => luminance(g) < 0.18)
  for (let step = 0; step <= 100; step++) {
    const c = fromHsl([h, s, Math.min(1, Math.max(0, l + (dark ? step : -step) / 100))])
    if (grounds.every((g) => contrast(c, g) >= least)) return c
  }
  return dark ? '#FFFFFF' : '#000000'
}
