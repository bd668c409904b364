// An installation with a virus scanner, a mail server and a gateway for text messages.
import { equal } from 'node:assert/strict'
import { infected, mailServer, scanner, textGateway, words } from './gateways.mjs'
import { startHost } from './host.mjs'
import { inspect, picture } from './inspect.mjs'
import { atEnd, eventually, heading, journey, sees } from './journey.mjs'

const [clamd, mail, gateway] = await Promise.all([scanner(), mailServer(), textGateway()])
const { address, stop } = await startHost({
  ASHLAR_FILES_CLAMD: `127.0.0.1:${clamd.port}`,
  ASHLAR_SETTING_MAIL_SMTP_HOST: '127.0.0.1',
  ASHLAR_SETTING_MAIL_SMTP_PORT: String(mail.port),
  ASHLAR_SETTING_MAIL_SMTP_TLS: 'false',
  ASHLAR_SETTING_MAIL_FROM_ADDRESS: 'console@example.test',
  ASHLAR_SETTING_SMS_URL: `http://127.0.0.1:${gateway.port}/`,
  ASHLAR_SETTING_SMS_ACCOUNT: 'AC00000000000000000000000000000001',
  ASHLAR_SETTING_SMS_TOKEN: 'sms-token-for-tests',
  ASHLAR_SETTING_SMS_FROM: '+15005550006',
})
atEnd.push(async () => {
  await stop()
  for (const server of [clamd, mail, gateway]) server.stop()
})


async function accessible(page, screen) {
  const faults = await inspect(page, screen)
  if (faults.length) throw new Error(`Not accessible:\n${faults.join('\n')}`)
}

async function signedIn({ open, expect }, email, path) {
  expect(/Another host was asked: http:\/\/127\.0\.0\.1/)
  const page = await open({ path: `${address}/login` })
  await page.getByRole('button', { name: email }).click()
  await page.waitForURL(/\/t\/nordlicht/)
  await page.goto(address + path)
  return page
}

/** Lets go of a file above a control, as a hand does. */
async function drop(page, control, name, content) {
  const data = await page.evaluateHandle(([name, content]) => {
    const data = new window.DataTransfer()
    data.items.add(new window.File([content], name, { type: 'text/plain' }))
    return data
  }, [name, content])
  await control.dispatchEvent('dragover', { dataTransfer: data })
  await control.dispatchEvent('drop', { dataTransfer: data })
}

// feature: STO-06
journey('A file is dropped into a form; one in which the scanner finds something stays closed for everybody', async tools => {
  const page = await signedIn(tools, 'jonas@nordlicht.example', '/t/nordlicht/crm/documents?create=1')
  const sheet = page.getByRole('dialog', { name: 'New Document' })
  await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill('Dropped offer')
  const field = sheet.getByRole('group', { name: 'File' })
  const zone = field.getByRole('button', { name: 'File: Choose a file or drop it here' })
  await drop(page, zone, 'bad.txt', `An offer with ${infected} in it`)
  await field.getByRole('alert').getByText(/virus scanner refuses this file \(found Test-Word\)/).waitFor()
  await accessible(page, 'documents, a file in quarantine')
  await picture(page, 'quarantine-form')
  await drop(page, zone, 'good.txt', 'An offer')
  await field.getByRole('button', { name: 'Replace good.txt' }).waitFor()
  // A second one replaces it.
  await drop(page, field.getByText('good.txt', { exact: true }), 'better.txt', 'A better offer')
  await field.getByRole('button', { name: 'Replace better.txt' }).waitFor()
  await sheet.getByRole('button', { name: 'Create' }).click()
  await sees(page, /Dropped offer created/)

  const admin = await signedIn(tools, 'karla@nordlicht.example', '/t/nordlicht/files/files')
  const row = admin.locator('tr[data-row]').filter({ hasText: 'bad.txt' })
  await row.getByText('Quarantined').waitFor()
  await accessible(admin, 'files, one in quarantine')
  await picture(admin, 'quarantine-list')
  await row.getByRole('link').first().click()
  await heading(admin, 'bad.txt')
  await sees(admin, /found Test-Word/)
  equal(await admin.getByRole('link', { name: 'Download' }).count(), 0)
  equal(await admin.getByRole('button', { name: 'Make a link' }).count(), 0)
  await accessible(admin, 'a file in quarantine')
  await picture(admin, 'quarantine-file')
})

// feature: MFA-02
// feature: MFA-03
journey('Somebody adds codes by e-mail and by text message as second factors and signs in with each', async tools => {
  const page = await signedIn(tools, 'mara@nordlicht.example', '/t/nordlicht/profile/security')
  const code = async (from, known) => {
    let found
    await eventually('a code has come', () => (found = from().slice(known).map(text => /\d{6}(?= is your\b)|(?<=\bcode is )\d{6}/.exec(text)?.[0]).find(Boolean)) !== undefined, 20_000)
    return found
  }
  const mails = () => mail.mails.map(words)
  const messages = () => gateway.messages.map(message => message.Body ?? '')

  await page.getByRole('button', { name: 'Add a factor' }).click()
  const dialog = page.getByRole('dialog')
  let known = mail.mails.length
  await dialog.getByRole('button', { name: /^E-mail/ }).click()
  await dialog.getByText(/We sent it to/).waitFor()
  await dialog.getByLabel('Code').fill('000000')
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await dialog.getByRole('alert').first().waitFor()
  await accessible(page, 'code by e-mail')
  await picture(page, 'codes-mail')
  await dialog.getByLabel('Code').fill(await code(mails, known))
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await page.getByLabel('I have kept them in a safe place').check()
  await page.getByRole('button', { name: 'Continue' }).click()

  await page.getByRole('button', { name: 'Add a factor' }).click()
  await dialog.getByRole('button', { name: /^Text message/ }).click()
  await dialog.getByLabel('Telephone number').fill('+49 (431) 555-0100')
  await accessible(page, 'telephone number')
  known = gateway.messages.length
  await dialog.getByRole('button', { name: 'Send a code' }).click()
  await dialog.getByText(/We sent it to/).waitFor()
  equal(gateway.messages.at(-1).To, '+494315550100')
  await dialog.getByLabel('Code').fill(await code(messages, known))
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await dialog.waitFor({ state: 'detached' })
  await accessible(page, 'two factors')
  await picture(page, 'codes-factors')

  const signIn = async () => {
    await page.request.post(`${address}/api/v1/auth/logout`, { headers: { 'X-CSRF-Token': (await page.context().cookies(address)).find(cookie => /csrf/i.test(cookie.name))?.value ?? '' } })
    await page.goto(`${address}/login`)
    await page.getByRole('button', { name: 'mara@nordlicht.example' }).click()
    await heading(page, 'Is it you?')
  }
  await signIn()
  known = gateway.messages.length
  await page.getByRole('button', { name: /^Send a code to/ }).click()
  await page.getByLabel('Code', { exact: true }).fill(await code(messages, known))
  await accessible(page, 'sign-in with a text message')
  await picture(page, 'codes-sign-in')
  await page.getByRole('button', { name: 'Continue' }).click()
  await heading(page, /Mara/)

  await signIn()
  await page.getByRole('button', { name: /^Code by e-mail/ }).click()
  known = mail.mails.length
  await page.getByRole('button', { name: /^Send a code to/ }).click()
  await page.getByLabel('Code', { exact: true }).fill(await code(mails, known))
  await page.getByRole('button', { name: 'Continue' }).click()
  await heading(page, /Mara/)
})
