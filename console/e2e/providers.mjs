// Through a real provider of OpenID Connect, where npm has one.
import { equal } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { inspect } from './inspect.mjs'
import { address, eventually, heading, journey, sees } from './journey.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = `${root}artifacts/oidc-provider`
const absent = !existsSync(`${folder}/.complete`) && 'oidc-provider is not installed in artifacts/oidc-provider'

async function startProvider() {
  const child = spawn('node', [`${root}devkit/TestKit/oidc-server.mjs`, folder, '0', `${address}/login/callback`], { stdio: ['ignore', 'pipe', 'ignore'] })
  process.once('exit', () => child.kill())
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('Issuer ')) return { issuer: line.slice(7), stop: () => child.kill() }
  throw new Error('The provider did not start.')
}

/** The provider's own page asks for a name. */
async function signInAtProvider(page, name) {
  await page.getByPlaceholder('Enter any login').fill(name)
  await page.getByPlaceholder('and password').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
}

// feature: IDN-05
// feature: SSO-02
journey('An administrator sets up a provider, somebody new signs in through it, and somebody known links it and signs in with it', async ({ open, expect }) => {
  expect(/Another host was asked: http:\/\/127\.0\.0\.1/)
  expect(/Another host was asked: https:\/\/fonts\.googleapis\.com/)
  const provider = await startProvider()
  try {
    const visit = async options => {
      const page = await open(options)
      await page.route('https://fonts.googleapis.com/**', route => route.fulfill({ contentType: 'text/css', body: '' }))
      return page
    }
    const admin = await visit({ as: 'karla@nordlicht.example', tenant: 'nordlicht', path: '/t/nordlicht/security?tab=providers' })
    await admin.getByRole('button', { name: 'Add a provider' }).click()
    const dialog = admin.getByRole('dialog')
    await dialog.getByLabel('Name').fill('House')
    await dialog.getByLabel('Issuer').fill('http://127.0.0.1:1')
    await dialog.getByRole('button', { name: 'Test the issuer' }).click()
    await dialog.getByText(/It does not work: .*Connection refused/).waitFor()
    await dialog.getByLabel('Issuer').fill(provider.issuer)
    await dialog.getByRole('button', { name: 'Test the issuer' }).click()
    await dialog.getByRole('status').getByText('ES256').waitFor()
    await dialog.getByLabel('Client id').fill('ashlar')
    await dialog.getByLabel('Client secret').fill('the secret of the tests & more')
    await dialog.getByLabel('Somebody without an account').selectOption('create')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('Name the domains').waitFor()
    await dialog.getByLabel('Domains').fill('example.test')
    const faults = await inspect(admin, 'provider')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await admin.getByRole('button', { name: 'Test House' }).click()
    await sees(admin, /It works: 1 keys?/)

    const ada = await visit({ path: '/login?tenant=nordlicht&to=/t/nordlicht/crm/contacts' })
    faults.push(...(await inspect(ada, 'sign-in with a provider')))
    equal(faults.length, 0, faults.join('\n'))
    await ada.getByRole('button', { name: 'Sign in with House' }).click()
    await signInAtProvider(ada, 'ada')
    await eventually('Ada is where she wanted to go', () => new URL(ada.url()).pathname === '/t/nordlicht/crm/contacts')
    equal(ada.url().includes('code='), false)
    await ada.goto('/t/nordlicht/profile/security')
    await sees(ada, 'ada@example.test')
    // It is her only way to sign in.
    await ada.getByRole('button', { name: 'Unlink House' }).click()
    await ada.getByRole('dialog').getByRole('button', { name: 'Unlink', exact: true }).click()
    await sees(ada, 'It is your only way to sign in.')

    await admin.goto('/t/nordlicht/profile/security')
    await admin.getByRole('button', { name: 'Link House' }).click()
    await signInAtProvider(admin, 'karla')
    await sees(admin, 'karla@example.test')

    const again = await visit({ path: '/login?tenant=nordlicht' })
    await again.getByRole('button', { name: 'Sign in with House' }).click()
    await signInAtProvider(again, 'karla')
    await heading(again, /Karla/)

    const stranger = await visit({ path: '/login?tenant=nordlicht' })
    await stranger.getByRole('button', { name: 'Sign in with House' }).click()
    await signInAtProvider(stranger, 'unverified')
    await sees(stranger, 'Nobody here is linked to this identity')
    await stranger.getByRole('link', { name: 'Back to sign in' }).click()
    await stranger.getByLabel('E-mail').waitFor()
  } finally {
    provider.stop()
  }
}, absent)
