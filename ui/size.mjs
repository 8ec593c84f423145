// The first load of each face, gzipped: the entry with what it imports, the face, its start page, and their style sheets. Charts
// and maps load when a page shows one and don't count.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const limit = 450_000 // bytes
const faces = ['people', 'business', 'government', 'kiosk', 'ops']
const dist = new URL('./dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('manifest.json', dist), 'utf8'))

/** The key of a module's chunk; one that others import too is known by what it loads. */
function keyOf(face, file) {
  const src = `src/faces/${face}/${file}.tsx`
  const key = src in manifest ? src : Object.keys(manifest).find((k) => file === 'index' && manifest[k].dynamicImports?.includes(`src/faces/${face}/Start.tsx`))
  if (!key) throw new Error(`no chunk for ${src}`)
  return key
}

/** Adds a chunk, its styles and all that it imports statically. */
function gather(key, files) {
  const chunk = manifest[key]
  if (files.has(chunk.file)) return
  files.add(chunk.file)
  for (const css of chunk.css ?? []) files.add(css)
  for (const next of chunk.imports ?? []) gather(next, files)
}

const gzipped = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 6 }).length
const kB = (bytes) => (bytes / 1000).toFixed(1).padStart(7) + ' kB'

let over = false
for (const face of faces) {
  const files = new Set()
  gather('index.html', files)
  gather(keyOf(face, 'index'), files)
  gather(keyOf(face, 'Start'), files)
  // The words of Ant Design in Chinese come with the first page.
  const locale = Object.keys(manifest).find((key) => key.includes('locale/zh_CN'))
  if (locale) gather(locale, files)
  const names = [...files]
  const heavy = names.filter((name) => /echarts|maplibre/i.test(name))
  const sum = names.map(gzipped).reduce((a, b) => a + b, 0)
  const bad = sum > limit || heavy.length > 0
  over ||= bad
  console.log(`${bad ? 'TOO BIG' : 'ok     '} ${face.padEnd(11)} ${kB(sum)} of ${kB(limit)} in ${names.length} files ${heavy.join(' ')}`)
}
if (process.argv.includes('--chunks')) {
  const chunks = Object.values(manifest).map((chunk) => chunk.file)
  for (const file of new Set(chunks)) console.log(kB(gzipped(file)), file)
}
process.exit(over ? 1 : 0)
