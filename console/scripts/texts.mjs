// Collects every sentence the screens show; English is its own key, German must follow.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const root = new URL('../src/', import.meta.url)
const files = readdirSync(root, { recursive: true }).filter(file => /\.tsx?$/.test(file) && !file.includes('.test.'))
const calls = /\bt\(\s*'((?:[^'\\]|\\.)+)'/g
const ternaries = /\bt\([^'()]*\?\s*'([^']+)'\s*:\s*'([^']+)'\)/g
const tables = /(?:label|hint): '([^']+)'/g
const found = new Set()
for (const file of files) {
  const text = readFileSync(new URL(file, root), 'utf8')
  for (const [, key] of text.matchAll(calls)) found.add(key.replaceAll("\\'", "'"))
  for (const [, one, two] of text.matchAll(ternaries)) found.add(one).add(two)
  if (/UsefulViews|Checklist|UserMenu|tabs\.ts/.test(file)) for (const [, key] of text.matchAll(tables)) found.add(key)
  if (/KeyboardHelp/.test(file)) for (const [, key] of text.matchAll(/, '([A-Z][^']+)'\]/g)) found.add(key)
  if (/KeyboardHelp/.test(file)) for (const key of ['Anywhere', 'In a list', 'In a form']) found.add(key)
  if (/operators\.ts/.test(file)) for (const [, key] of text.matchAll(/\w+: '([^']+)'/g)) found.add(key)
  if (/GrantBox/.test(file)) for (const [, key] of text.matchAll(/(?:allow|deny|by_allow|by_deny|none): '([^']+)'/g)) found.add(key)
  if (/links\.tsx/.test(file)) for (const [, key] of text.matchAll(/label="([^"]+)"/g)) found.add(key)
  if (/Footer\.tsx/.test(file)) for (const key of ['Sum', 'Average', 'Minimum', 'Maximum']) found.add(key)
}
for (const key of ['Queued', 'Running', 'Succeeded', 'Failed', 'Cancelled', 'Default', 'Environment', 'Tenant', 'Client', 'ok', 'denied', 'failed', 'allow', 'deny', 'group', 'role', 'Create', 'Update', 'Delete', 'suspended', 'provisioning', 'active']) found.add(key)

const keys = [...found].sort((a, b) => a.localeCompare(b))
for (const language of ['en', 'de']) {
  const path = new URL(`app/locales/${language}.json`, root)
  let old = {}
  try { old = JSON.parse(readFileSync(path, 'utf8')) } catch { /* the first run */ }
  const plural = key => Object.keys(old).some(other => other.startsWith(`${key}_`))
  const next = {}
  for (const key of keys) {
    if (plural(key)) for (const other of Object.keys(old).filter(name => name.startsWith(`${key}_`))) next[other] = old[other]
    else next[key] = old[key] ?? (language === 'en' ? key : '')
  }
  if (process.argv[2] !== 'check') writeFileSync(path, JSON.stringify(next, null, 2) + '\n')
  const missing = Object.entries(next).filter(([, text]) => !text).map(([key]) => key)
  const strange = keys.filter(key => !(key in old) && !plural(key))
  console.log(`${language}: ${keys.length} texts, ${missing.length} without translation`)
  if (process.argv[2] === 'check' && (missing.length || strange.length)) {
    console.error([...missing, ...strange].join('\n'))
    process.exitCode = 1
  }
}
