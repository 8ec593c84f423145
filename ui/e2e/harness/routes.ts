import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FaceName } from './look'

const faces = join(import.meta.dirname, '../../src/faces')

/** Every path that the pages of a face declare, within the face: its start, then what each room's pages.ts lists. */
export function routesOf(face: FaceName): string[] {
  const rooms = readdirSync(join(faces, face), { withFileTypes: true }).filter((d) => d.isDirectory()).map((d) => join(faces, face, d.name, 'pages.ts'))
  return [...new Set(['/', ...rooms.filter((f) => existsSync(f)).sort().flatMap((f) => listed(f, 'pages'))])]
}

/** The paths of a list of pages in a file: those it names in page('…'), and those of the lists it takes up. */
function listed(file: string, name: string): string[] {
  const text = readFileSync(file, 'utf8')
  const passed = new RegExp(`export \\{[^}]*?(\\w+)(?: as ${name})? \\} from '([^']+)'`).exec(text)
  if (passed) return listed(fileOf(file, passed[2] ?? ''), passed[1] ?? '')
  const block = new RegExp(`const ${name}\\b[^=]*= \\[([\\s\\S]*?)^\\]|const ${name}\\b[^=]*= \\[(.*)\\]$`, 'm').exec(text)
  const inside = block?.[1] ?? block?.[2] ?? ''
  const own = [...inside.matchAll(/page\(\s*'([^']+)'/g)].map((m) => m[1] ?? '')
  const others = [...inside.matchAll(/\.\.\.(\w+)/g)].flatMap((m) => {
    const from = new RegExp(`import \\{[^}]*\\b${m[1] ?? ''}\\b[^}]*\\} from '([^']+)'`).exec(text)
    return listed(from ? fileOf(file, from[1] ?? '') : file, m[1] ?? '')
  })
  return [...own, ...others]
}

const fileOf = (from: string, name: string) => `${name.startsWith('@/faces/') ? join(faces, name.slice('@/faces/'.length)) : join(dirname(from), name)}.ts`
