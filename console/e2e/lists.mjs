import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { eventually, heading, journey, sees } from './journey.mjs'

const jonas = { as: 'jonas@nordlicht.example', tenant: 'nordlicht', path: '/t/nordlicht/crm/accounts' }
const rows = page => page.locator('tr[data-row]')
const records = async page => Number(/^([\d.,]+) records?$/.exec((await page.getByText(/^[\d.,]+ records?$/).textContent()) ?? '')?.[1])

export async function filterByStatus(page, label) {
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Status', exact: true }).click()
  await page.getByRole('group', { name: 'Status' }).getByLabel(label, { exact: true }).check()
  await page.getByRole('button', { name: 'Apply' }).click()
}

journey('A list is searched as one types', async ({ open }) => {
  const page = await open(jonas)
  await rows(page).first().waitFor()
  const name = await rows(page).nth(3).getByRole('rowheader').innerText()
  await page.getByRole('searchbox', { name: 'Search Accounts' }).fill(name.trim())
  await eventually('the address holds the search', () => new URL(page.url()).searchParams.get('q') === name.trim())
  await eventually('the row found is first', async () => (await rows(page).first().getByRole('rowheader').innerText()).trim() === name.trim())
})

journey('A filter is part of the address and survives a reload', async ({ open }) => {
  const page = await open(jonas)
  await rows(page).first().waitFor()
  const all = await records(page)
  await filterByStatus(page, 'Prospect')
  await eventually('the address holds the filter', () => /filter\[status\]/.test(decodeURI(page.url())))
  await eventually('fewer records are shown', async () => (await records(page)) < all)
  const some = await records(page)
  await page.reload()
  await rows(page).first().waitFor()
  await eventually('the filter holds after a reload', async () => (await records(page)) === some)
  await page.getByRole('button', { name: 'Remove the filter on Status' }).click()
  await eventually('all records are shown again', async () => (await records(page)) === all)
})

journey('A click on a column sorts by it, a second one turns the order', async ({ open }) => {
  const page = await open(jonas)
  await rows(page).first().waitFor()
  const names = async () => (await page.locator('tr[data-row] th').allInnerTexts()).map(text => text.trim())
  const sort = page.getByRole('columnheader', { name: /Name/ }).getByRole('button', { name: 'Name', exact: true })
  await sort.click()
  await eventually('the address holds the order', () => /^-?name$/.test(new URL(page.url()).searchParams.get('sort') ?? 'name'))
  await eventually('the column says its order', async () => (await page.getByRole('columnheader', { name: /Name/ }).getAttribute('aria-sort')) !== 'none')
  const one = await names()
  await sort.click()
  await eventually('the order is turned', async () => (await names())[0] !== one[0])
})

journey('The visible records are exported as a file', async ({ open }) => {
  const page = await open({ ...jonas, path: '/t/nordlicht/crm/accounts?filter[status][eq]=prospect' })
  await rows(page).first().waitFor()
  const count = await records(page)
  await page.getByRole('button', { name: 'More', exact: true }).first().click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'CSV' }).click()])
  assert.equal(download.suggestedFilename().endsWith('.csv'), true)
  const lines = readFileSync(await download.path(), 'utf8').trim().split('\n')
  assert.equal(lines.length, count + 1)
})

journey('Selected records are changed together', async ({ open }) => {
  const page = await open({ ...jonas, path: '/t/nordlicht/crm/accounts?filter[status][eq]=prospect' })
  await rows(page).first().waitFor()
  const before = await records(page)
  for (const index of [0, 1, 2]) await rows(page).nth(index).getByRole('checkbox').check()
  const bar = page.getByRole('toolbar', { name: 'Selected records' })
  await bar.getByText('3 selected').waitFor()
  await bar.getByRole('button', { name: 'Edit' }).click()
  await page.getByLabel('Add a field to change').selectOption({ label: 'Status' })
  await page.getByRole('dialog').getByLabel('Status', { exact: true }).selectOption({ label: 'Active' })
  await sees(page, '3 records will change')
  await page.getByRole('button', { name: 'Apply' }).click()
  await sees(page, '3 records changed')
  await eventually('they have left the list', async () => (await records(page)) === before - 3)
})

journey('A view keeps filter and order under a name', async ({ open }) => {
  const page = await open(jonas)
  await rows(page).first().waitFor()
  await filterByStatus(page, 'Inactive')
  await page.getByRole('button', { name: 'Save view' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Lost touch')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Lost touch', pressed: true }).waitFor()
  const some = await records(page)
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await eventually('all records are shown', async () => (await records(page)) > some)
  await page.getByRole('button', { name: 'Lost touch' }).click()
  await eventually('the view brings its filter back', async () => (await records(page)) === some)
})

journey('The command palette finds a record', async ({ open }) => {
  const page = await open(jonas)
  await rows(page).first().waitFor()
  const name = (await rows(page).nth(1).getByRole('rowheader').innerText()).trim()
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Find a record, a page or an action').fill(name)
  await page.getByRole('option', { name: new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) }).first().waitFor()
  await page.keyboard.press('Enter')
  await heading(page, name)
})

journey('On a phone the menu opens as a drawer and a list needs no sideways scrolling', async ({ open }) => {
  const page = await open({ ...jonas, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, path: '/t/nordlicht' })
  await page.getByRole('button', { name: 'Show or hide the navigation' }).tap()
  await page.getByRole('dialog', { name: 'Navigation' }).getByRole('link', { name: 'Accounts' }).tap()
  await heading(page, 'Accounts')
  await rows(page).first().waitFor()
  await eventually('the drawer has closed', async () => (await page.getByRole('dialog').count()) === 0)
  const [wide, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok(wide <= inner, `the page is ${wide} wide in a window of ${inner}`)
  await rows(page).first().getByRole('link').first().tap()
  await page.getByRole('tab', { name: 'Details' }).waitFor()
  const [record, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok(record <= window, `the record is ${record} wide in a window of ${window}`)
})
