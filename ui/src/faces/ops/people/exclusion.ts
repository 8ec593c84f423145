import type { S } from '../parties/shared'

/** The chosen role that excludes another one; undefined if none does. */
export function excluder(role: S['RoleLine'], chosen: readonly string[]): string | undefined {
  return chosen.find((c) => c !== role.role && role.excludes.includes(c as S['RoleLine']['excludes'][number]))
}
