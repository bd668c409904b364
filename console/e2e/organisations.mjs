import assert from 'node:assert/strict'
import { eventually, heading, journey, sees } from './journey.mjs'

const silke = { as: 'silke@nordlicht.example', tenant: 'nordlicht', path: '/t/nordlicht/crm/accounts' }
const rows = page => page.locator('tr[data-row]')

journey('The operator makes an organisation with CRM, and its first administrator is asked for a second factor', async ({ open }) => {
  const page = await open({ as: 'operator@ashlar.example', tenant: 'platform', path: '/t/platform/platform/tenants' })
  await heading(page, 'Tenants')
  await page.getByRole('button', { name: 'New Tenant' }).click()
  const sheet = page.getByRole('dialog')
  const field = name => sheet.getByRole('textbox', { name, exact: true })
  await field('Code').fill(`glashaus-${Date.now().toString(36)}`)
  await field('Name').fill('Glashaus GmbH')
  await sheet.getByRole('combobox', { name: 'Isolation' }).selectOption('shared')
  await field("Administrator's e-mail").fill(`gitte-${Date.now().toString(36)}@glashaus.example`)
  await field("Administrator's name").fill('Gitte Glas')
  if (!(await sheet.getByText('crm', { exact: true }).count())) {
    await sheet.getByLabel('Apps').fill('crm')
    await page.keyboard.press('Enter')
  }
  await sheet.getByRole('button', { name: 'Create' }).click()
  const link = page.getByRole('dialog').getByLabel('Link')
  await link.waitFor({ timeout: 30_000 })
  const invitation = new URL(await link.inputValue())
  const gitte = await open({ path: `${invitation.pathname}${invitation.search}` })
  await heading(gitte, 'Join Glashaus GmbH')
  await gitte.getByLabel('Name').fill('Gitte Glas')
  await gitte.getByLabel('Choose a password').fill('Window-Pane-2026')
  await gitte.getByRole('button', { name: 'Accept the invitation' }).click()
  // Who steers an organisation proves more than a password before anything else.
  await gitte.getByText('Set up a second factor').first().waitFor({ timeout: 20_000 })
})

// feature: RBC-12
journey('Somebody who may only read is offered nothing else', async ({ open }) => {
  const page = await open(silke)
  await rows(page).first().waitFor()
  assert.equal(await page.getByRole('button', { name: 'New Account' }).count(), 0)
  assert.equal(await rows(page).first().getByRole('checkbox').count(), 0)
  await rows(page).first().getByRole('link').first().click()
  await page.getByRole('tab', { name: 'Details' }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Edit', exact: true }).count(), 0)
  assert.equal(await page.getByRole('link', { name: 'Roles' }).count(), 0)
})

journey('A forbidden address says which permission is missing', async ({ open }) => {
  const page = await open({ ...silke, path: '/t/nordlicht/rbac/roles' })
  await sees(page, 'You may not see this')
  await sees(page, 'rbac:roles:read')
  await page.goto('/t/nordlicht/crm/accounts/import')
  await sees(page, 'crm:accounts:import')
})

journey('An account of one organisation is not found by its address in another', async ({ open, expect }) => {
  expect(/You are not a member of this organisation/)
  const ours = await open({ as: 'jonas@nordlicht.example', tenant: 'nordlicht', path: '/t/nordlicht/crm/accounts' })
  await rows(ours).first().getByRole('link').first().click()
  await ours.getByRole('tab', { name: 'Details' }).waitFor()
  const id = new URL(ours.url()).pathname.split('/').at(-1)
  const name = (await ours.getByRole('heading', { level: 1 }).innerText()).trim()
  const theirs = await open({ as: 'eirik@halden.example', tenant: 'halden', path: `/t/halden/crm/accounts/${id}` })
  await sees(theirs, 'Not found')
  assert.equal(await theirs.getByText(name).count(), 0)
  await theirs.goto(`/t/nordlicht/crm/accounts/${id}`)
  await theirs.getByRole('alert').waitFor()
  assert.equal(await theirs.getByText(name).count(), 0)
  await theirs.goto('/t/halden/crm/accounts')
  await theirs.getByRole('searchbox').fill(name)
  await eventually('it is not found by its name', async () => (await theirs.getByText('Nothing matches').count()) === 1 || (await theirs.getByText(name, { exact: true }).count()) === 0)
})
