// Fails when the first route loads more than its budget, or a lazy chunk grows too large.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))
const gzip = file => gzipSync(readFileSync(new URL(file, dist))).length / 1000
const budget = { initial: 220, lazy: 130, css: 30 }

const entry = Object.values(manifest).find(chunk => chunk.isEntry)
const seen = new Set()
const visit = chunk => {
  if (seen.has(chunk.file)) return
  seen.add(chunk.file)
  for (const key of chunk.imports ?? []) visit(manifest[key])
}
visit(entry)
// The signed-in shell and the English texts are needed before the first screen shows.
for (const [key, chunk] of Object.entries(manifest)) if (/app\/Shell\.tsx$|locales\/en\.json$/.test(key)) visit(chunk)

const initial = [...seen].filter(file => file.endsWith('.js')).reduce((sum, file) => sum + gzip(file), 0)
const lazy = Object.values(manifest).filter(chunk => chunk.file.endsWith('.js') && !seen.has(chunk.file)).map(chunk => [chunk.file, gzip(chunk.file)])
const css = [...new Set(Object.values(manifest).flatMap(chunk => chunk.css ?? []))].reduce((sum, file) => sum + gzip(file), 0)

const failures = []
if (initial > budget.initial) failures.push(`initial JS ${initial.toFixed(1)} kB > ${budget.initial} kB`)
if (css > budget.css) failures.push(`CSS ${css.toFixed(1)} kB > ${budget.css} kB`)
for (const [file, size] of lazy) if (size > budget.lazy) failures.push(`${file} ${size.toFixed(1)} kB > ${budget.lazy} kB`)

console.log(`initial JS ${initial.toFixed(1)} kB, CSS ${css.toFixed(1)} kB, largest lazy chunk ${Math.max(0, ...lazy.map(([, size]) => size)).toFixed(1)} kB (gzip)`)
for (const failure of failures) console.error(failure)
process.exit(failures.length ? 1 : 0)
