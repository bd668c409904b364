import { equal, match, ok } from 'node:assert/strict'
import { eventually, heading, journey, sees } from './journey.mjs'

const jonas = { as: 'jonas@nordlicht.example', tenant: 'nordlicht' }

// feature: KEY-03
journey('Somebody makes a key, reads its secret once, rotates and revokes it', async ({ open }) => {
  const page = await open({ ...jonas, path: '/t/nordlicht/keys' })
  await heading(page, 'API keys')
  await page.getByRole('button', { name: 'New key' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New API key' })
  await dialog.getByLabel('What it is for').fill('Nightly export')
  await dialog.getByLabel('Find a permission').fill('crm:accounts:read')
  await dialog.getByRole('group', { name: 'Permissions' }).getByRole('checkbox').nth(1).check()
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  const secret = await page.getByLabel('The secret').inputValue()
  match(secret, /^ashk_dev_[0-9A-Za-z]{46}$/)
  const asked = headers => page.request.get('/api/v1/crm/accounts?limit=1', { headers }).then(answer => answer.status())
  equal(await asked({ 'X-API-Key': secret }), 200)
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await sees(page, 'Nightly export')
  ok(!(await page.content()).includes(secret))

  await page.getByRole('button', { name: 'Actions for Nightly export' }).click()
  await page.getByRole('menuitem', { name: 'Rotate …' }).click()
  await page.getByRole('dialog').getByLabel('The old secret works on for').selectOption('0')
  await page.getByRole('button', { name: 'Rotate', exact: true }).click()
  const renewed = await page.getByLabel('The secret').inputValue()
  equal(await asked({ 'X-API-Key': secret }), 401)
  equal(await asked({ 'X-API-Key': renewed }), 200)
  await page.getByRole('button', { name: 'I have kept it' }).click()

  await page.getByRole('button', { name: 'Actions for Nightly export' }).click()
  await page.getByRole('menuitem', { name: 'Revoke …' }).click()
  await page.getByRole('alertdialog', { name: /^Revoke Nightly export/ }).getByRole('button', { name: 'Revoke' }).click()
  await sees(page, 'Revoked')
  await eventually('the key is refused', async () => (await asked({ 'X-API-Key': renewed })) === 401)
})
