import { createHmac } from 'node:crypto'
import { equal, match, ok } from 'node:assert/strict'
import { address, eventually, heading, journey, sees } from './journey.mjs'
import { inspect, picture } from './inspect.mjs'

const karla = { as: 'karla@nordlicht.example', tenant: 'nordlicht' }

async function accessible(page, screen) {
  const faults = await inspect(page, screen)
  if (faults.length) throw new Error(`Not accessible:\n${faults.join('\n')}`)
}

journey('An administrator makes an endpoint, reads its secret once and sees why a test fails', async ({ open }) => {
  const page = await open({ ...karla, path: '/t/nordlicht/webhooks' })
  await heading(page, 'Webhooks')
  await accessible(page, 'webhooks, empty')
  await picture(page, 'webhooks-empty')
  await page.getByRole('button', { name: 'Add endpoint' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add endpoint' })
  await dialog.getByLabel('URL').fill('https://169.254.169.254/')
  await dialog.getByLabel('Find an event').fill('deal won')
  await dialog.getByRole('checkbox', { name: /crm.deal_won/ }).check()
  await dialog.getByRole('button', { name: 'Add endpoint' }).click()
  await sees(page, /is not a public address/)
  await accessible(page, 'webhooks, dialog')
  await picture(page, 'webhooks-dialog')
  await dialog.getByLabel('URL').fill('https://receiver.invalid/hooks')
  await dialog.getByLabel('Description').fill('Nightly ledger')
  await dialog.getByRole('button', { name: 'Add endpoint' }).click()
  const secret = page.getByRole('dialog', { name: 'Signing secret' })
  match(await secret.getByRole('textbox').inputValue(), /^whsec_/)
  await picture(page, 'webhooks-secret')
  await secret.getByRole('button', { name: 'I have copied it' }).click()
  const sheet = page.getByRole('dialog', { name: /receiver.invalid/ })
  await sheet.getByRole('button', { name: 'Send a test' }).click()
  await sheet.getByText('webhooks.test').click()
  await sheet.getByText(/Attempt 1/).waitFor({ timeout: 30_000 })
  await accessible(page, 'webhooks, endpoint')
  await picture(page, 'webhooks-endpoint')
  ok(!(await page.content()).includes('whsec_'))
})

journey('A source takes what is signed, refuses what is not, and shows both', async ({ open }) => {
  const page = await open({ ...karla, path: '/t/nordlicht/hooks' })
  await heading(page, 'Incoming webhooks')
  await accessible(page, 'hooks, empty')
  await page.getByRole('button', { name: 'Add source' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add source' })
  await dialog.getByLabel('Sender').selectOption('github')
  await dialog.getByLabel('Name').fill('Code host')
  await dialog.getByLabel('Secret').fill('a secret')
  await accessible(page, 'hooks, dialog')
  await picture(page, 'hooks-dialog')
  await dialog.getByRole('button', { name: 'Add source' }).click()
  const sheet = page.getByRole('dialog', { name: 'Code host' })
  const url = new URL(await sheet.getByLabel('Address for the sender').inputValue())
  const body = '{"action":"opened","number":7}'
  const send = signature => fetch(`${address}${url.pathname}`, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-github-event': 'pull_request', 'x-hub-signature-256': `sha256=${signature}` } }).then(answer => answer.status)
  equal(await send(createHmac('sha256', 'a secret').update(body).digest('hex')), 202)
  equal(await send('0'.repeat(64)), 401)
  await eventually('the request is shown', async () => (await sheet.getByText('pull_request.opened').count()) === 1)
  await sheet.getByText('pull_request.opened').click()
  await sees(page, /Nothing here reacts to it/)
  await eventually('the refusal is counted', async () => (await sheet.getByText('The signature does not fit the body.').count()) === 1)
  await accessible(page, 'hooks, source')
  await picture(page, 'hooks-source')
})

journey('Webhooks fit on a phone', async ({ open }) => {
  const page = await open({ ...karla, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, path: '/t/nordlicht/webhooks' })
  await heading(page, 'Webhooks')
  await page.getByRole('button', { name: 'Add endpoint' }).first().tap()
  await page.getByRole('dialog', { name: 'Add endpoint' }).waitFor()
  await page.waitForTimeout(300)
  await picture(page, 'webhooks-phone')
  equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false)
})
