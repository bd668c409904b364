import assert from 'node:assert/strict'
import { account, accounts, eventually, heading, journey, sees } from './journey.mjs'

const karla = 'karla@nordlicht.example'

journey('A wrong password is refused and the e-mail address stays', async ({ open }) => {
  const page = await open({ path: '/login' })
  await page.getByLabel('E-mail').fill(karla)
  await page.getByLabel('Password', { exact: true }).fill('not the password')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  assert.equal(await page.getByLabel('E-mail').inputValue(), karla)
  assert.equal(new URL(page.url()).pathname, '/login')
})

journey('A demo account signs in with one click', async ({ open }) => {
  const page = await open({ path: '/login' })
  await page.getByRole('button', { name: karla }).click()
  await heading(page, /Karla/)
  assert.match(page.url(), /\/t\/nordlicht$/)
})

journey('An address that needs a sign-in is opened after it', async ({ open }) => {
  const page = await open({ path: '/t/nordlicht/crm/contacts?sort=name' })
  await page.getByLabel('E-mail').fill(karla)
  await page.getByLabel('Password', { exact: true }).fill(account(karla).password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await heading(page, 'Contacts')
  assert.match(page.url(), /sort=name/)
})

journey('A session that was ended elsewhere leads to the sign-in at the next action', async ({ open }) => {
  const { email, password } = accounts.find(item => item.email.startsWith('timo@'))
  const page = await open({ path: '/login' })
  await page.getByRole('button', { name: email }).click()
  await heading(page, /Timo/)
  const elsewhere = await fetch(new URL('/api/v1/auth/login', page.url()), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, password, tenant: 'nordlicht' }) })
  const { access_token: token } = (await elsewhere.json()).data.attributes
  const ended = await fetch(new URL('/api/v1/auth/sessions', page.url()), { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } })
  assert.equal(ended.ok, true)
  await page.getByRole('link', { name: 'Contacts', exact: true }).click()
  await eventually('the sign-in is shown', () => new URL(page.url()).pathname === '/login')
  await sees(page, 'Welcome back.')
})

// feature: POR-09
journey('After signing in no script can read what would sign in elsewhere', async ({ open }) => {
  const page = await open({ path: '/login' })
  await page.getByRole('button', { name: karla }).click()
  await heading(page, /Karla/)
  const readable = await page.evaluate(async () => ({
    local: JSON.stringify(localStorage),
    session: JSON.stringify(sessionStorage),
    cookies: document.cookie,
    databases: ((await indexedDB.databases?.()) ?? []).map(database => database.name),
    caches: 'caches' in window ? await caches.keys() : [],
    workers: 'serviceWorker' in navigator ? (await navigator.serviceWorker.getRegistrations()).length : 0,
  }))
  // Tokens of ours begin with eyJ (signed) or with two letters and an underscore (opaque).
  const token = /eyJ[\w-]{10,}|\b[a-z]{2}_[\w-]{20,}/
  for (const place of ['local', 'session', 'cookies']) assert.doesNotMatch(readable[place], token, place)
  assert.deepEqual(readable.databases, [])
  assert.deepEqual(readable.caches, [])
  assert.equal(readable.workers, 0)
  assert.doesNotMatch(readable.cookies, /ashlar_session|ashlar_device/)

  const kept = await page.context().cookies()
  const session = kept.find(cookie => cookie.name === 'ashlar_session')
  assert.equal(session?.httpOnly, true)
  assert.equal(session?.sameSite, 'Lax')
  const elsewhere = await fetch(new URL('/api/v1/auth/me', page.url()), { headers: { Cookie: readable.cookies, Authorization: `Bearer ${kept.find(cookie => cookie.name === 'ashlar_csrf')?.value}` } })
  assert.equal(elsewhere.status, 401)
})
