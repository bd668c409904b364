import assert from 'node:assert/strict'
import { address, heading, journey } from './journey.mjs'

const karla = 'karla@nordlicht.example'

// feature: POR-10
journey('The page is split into files that a browser keeps for ever', async ({ open }) => {
  const page = await open({ as: karla, path: '/t/nordlicht' })
  await heading(page, /Karla/)
  const loaded = async () => new Set(await page.evaluate(() => globalThis.performance.getEntriesByType('resource').map(entry => entry.name).filter(name => name.includes('/assets/') && name.endsWith('.js'))))
  const first = await loaded()
  await page.goto('/t/nordlicht/crm/contacts')
  await heading(page, 'Contacts')
  const more = [...(await loaded())].filter(name => !first.has(name))
  assert.ok(more.length > 0, 'a list brings files of its own')
  for (const file of [...first, ...more]) assert.match((await fetch(file)).headers.get('cache-control') ?? '', /immutable/)
  assert.match((await fetch(`${address}/`)).headers.get('cache-control') ?? '', /no-cache/)
})

// feature: POR-08
journey('A part that cannot be loaded says so, and the others work', async ({ open, expect }) => {
  expect(/Dashboard|dynamically imported|ERR_FAILED/)
  const page = await open({ as: karla, path: '/t/nordlicht' })
  await heading(page, /Karla/)
  await page.route(/assets\/Dashboard[^/]*\.js/, route => route.abort())
  await page.getByRole('link', { name: 'Dashboard', exact: true }).click()
  await page.getByRole('alert').or(page.getByRole('button', { name: /again|reload/i })).first().waitFor()
  await page.getByRole('link', { name: 'Contacts', exact: true }).click()
  await heading(page, 'Contacts')
})
