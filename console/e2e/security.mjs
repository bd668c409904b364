import { equal, match, ok } from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { account, address, eventually, heading, journey, sees } from './journey.mjs'

const karla = { as: 'karla@nordlicht.example', tenant: 'nordlicht' }
const mara = 'mara@nordlicht.example'

/** What an authenticator app shows for a key of 32 letters; a step ahead counts too, as clocks differ. */
function code(secret, ahead = 0) {
  const bits = [...secret.replace(/\W/g, '')].map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead))
  const hash = createHmac('sha1', key).update(step).digest()
  return String((hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** Waits for the next step of half a minute when this one is about to end: the code before it would be too old when it arrives. */
const withinOneStep = async () => {
  const left = 30_000 - (Date.now() % 30_000)
  if (left < 6_000) await new Promise(resolve => setTimeout(resolve, left))
}

// feature: MFA-01
// feature: MFA-02
journey('Somebody sets up an authenticator app and a passkey, signs in with each, and proves to be the one before a delicate change', async ({ open, expect }) => {
  // Passkeys need a name; the other journeys use the address in numbers.
  const named = address.replace('127.0.0.1', 'localhost')
  expect(/Another host was asked: http:\/\/localhost/)
  const page = await open({ path: `${named}/login` })
  const signIn = async () => {
    await page.getByLabel('E-mail').fill(mara)
    await page.getByLabel('Password', { exact: true }).fill(account(mara).password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }
  const signOut = async () => {
    await page.request.post(`${named}/api/v1/auth/logout`, { headers: { 'X-CSRF-Token': (await page.context().cookies(named)).find(cookie => /csrf/i.test(cookie.name))?.value ?? '' } })
    await page.goto(`${named}/login`)
  }
  await signIn()
  await heading(page, /Mara/)
  await page.goto(`${named}/t/nordlicht/profile/security`)
  await page.getByRole('button', { name: 'Add a factor' }).click()
  await page.getByRole('button', { name: /Authenticator app/ }).click()
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
  await page.getByText('It cannot be scanned?').click()
  const secret = await page.getByLabel('Key for the authenticator app').inputValue()
  await page.getByLabel('Code').fill('000000')
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('alert').waitFor()
  await withinOneStep()
  await page.getByLabel('Code').fill(code(secret, -1))
  await page.getByRole('button', { name: 'Confirm' }).click()
  await eventually('ten recovery codes are shown', async () => (await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').count()) === 10)
  await page.keyboard.press('Escape')
  await page.getByLabel('I have kept them in a safe place').check()
  await page.getByRole('button', { name: 'Continue' }).click()
  await sees(page, '10 codes are left.')

  await signOut()
  await signIn()
  await heading(page, 'Is it you?')
  await page.getByLabel('Code', { exact: true }).fill(code(secret, 0))
  await page.getByLabel(/Do not ask on this device/).check()
  await page.getByRole('button', { name: 'Continue' }).click()
  await heading(page, /Mara/)

  // On the trusted device the password suffices to come in, but not for what is delicate.
  await signOut()
  await signIn()
  await heading(page, /Mara/)
  await page.goto(`${named}/t/nordlicht/profile/security`)
  await page.getByRole('button', { name: 'Add a factor' }).click()
  const device = await page.context().newCDPSession(page)
  await device.send('WebAuthn.enable')
  await device.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } })
  await page.getByRole('button', { name: /Passkey/ }).click()
  const again = page.getByRole('dialog', { name: 'Is it you?' })
  await again.getByLabel('Code', { exact: true }).fill(code(secret, 1))
  await again.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: /^Remove .*[Pp]asskey|^Remove .*Chrome/ }).first().waitFor()

  await signOut()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await heading(page, /Mara/)
})

// feature: SEC-10
// feature: PHI-08
journey('An administrator keeps a secret, shows it with a reason that is put on record, and rotates the keys', async ({ open }) => {
  const page = await open({ ...karla, path: '/t/nordlicht/security' })
  await page.getByRole('tab', { name: 'Secrets' }).click()
  await page.getByRole('button', { name: 'New secret' }).click()
  await page.getByLabel('Name').fill('fax-gateway')
  await page.getByLabel('Value').fill('correct horse battery')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('listitem').filter({ hasText: 'fax-gateway' }).getByRole('button', { name: 'Open', exact: true }).click()
  const secret = page.getByRole('dialog', { name: 'fax-gateway' })
  ok(!(await page.content()).includes('correct horse battery'))
  await secret.getByLabel('Reason').fill('The gateway moves to another machine')
  await secret.getByRole('button', { name: 'Show', exact: true }).click()
  await eventually('the value is shown', async () => (await secret.getByLabel('Value', { exact: true }).last().inputValue()) === 'correct horse battery')
  await page.keyboard.press('Escape')

  await page.getByRole('tab', { name: 'Keys' }).click()
  await page.getByRole('button', { name: 'Rotate' }).click()
  await sees(page, 'Data key 2')
  await page.goto('/t/nordlicht/audit/entries?q=another machine')
  const entry = page.locator('tr[data-row]').first()
  match(await entry.innerText(), /Secret shown/)
  match(await entry.innerText(), /Karla/)
  await entry.getByRole('link').first().click()
  await heading(page, 'Secret shown')
  await sees(page, 'The gateway moves to another machine')
  await eventually('the entry is sealed and proven', async () => {
    await page.reload()
    await page.getByRole('tab', { name: 'Proof' }).click()
    await page.getByText(/Sealed at position/).waitFor({ timeout: 2_000 })
    return true
  }, 30_000)
})

// feature: AUD-12
journey('A breach shows on every screen until an administrator has looked at it and said so', async ({ open }) => {
  const page = await open({ ...karla, path: '/t/nordlicht' })
  const setting = async value => {
    await page.goto('/t/nordlicht/settings')
    await page.getByPlaceholder('Find a setting').fill('exported rows')
    await page.getByRole('button', { name: 'Change' }).first().click()
    await page.getByRole('dialog').getByRole('spinbutton').fill(String(value))
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await setting(2)
  equal((await page.request.get('/api/v1/crm/accounts/export?format=csv')).status(), 200)
  const banner = page.getByRole('alert').filter({ hasText: 'Somebody took many rows out' })
  await eventually('the banner is there', async () => {
    await page.goto('/t/nordlicht/crm/accounts')
    await banner.waitFor({ timeout: 2_000 })
    return true
  }, 40_000)
  await banner.click()
  await heading(page, 'Somebody took many rows out')
  await page.getByRole('button', { name: 'Acknowledge' }).click()
  await page.getByRole('dialog').getByLabel('Note').fill('The yearly copy, as agreed')
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click()
  await sees(page, 'The yearly copy, as agreed')
  await setting(10_000)
  equal(await banner.count(), 0)
})

// feature: RTL-11
journey('An administrator sees the limits, and whoever may not is told so once', async ({ open }) => {
  const page = await open({ ...karla, path: '/t/nordlicht/limits' })
  await sees(page, 'Limits in force')
  await page.getByRole('row', { name: /Karla Petersen/ }).first().waitFor()
  await page.getByRole('row', { name: /Signing in and whatever proves an identity/ }).waitFor()
  const silke = await open({ as: 'silke@nordlicht.example', tenant: 'nordlicht', path: '/t/nordlicht/limits' })
  await sees(silke, 'You may not see this')
  equal(await silke.getByText('You may not see this').count(), 1)
})
