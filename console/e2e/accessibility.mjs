import AxeBuilder from '@axe-core/playwright'
import { eventually, heading, journey, sees } from './journey.mjs'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
// What lies dimmed behind a dialog is out of reach until the dialog closes.
const behind = '[data-aria-hidden=true]'
const jonas = { as: 'jonas@nordlicht.example', tenant: 'nordlicht' }
const karla = { as: 'karla@nordlicht.example', tenant: 'nordlicht' }
const list = '/t/nordlicht/crm/accounts'
const few = `${list}?filter[city][eq]=Berlin`

/** Everything a screen shows meets WCAG 2.1 AA, in light and in dark. */
async function inspect(page, screen) {
  await eventually('everything has loaded', async () => (await page.locator('[aria-busy=true], .animate-late').count()) === 0)
  const faults = []
  for (const theme of ['light', 'dark']) {
    await page.evaluate(name => { document.documentElement.dataset.theme = name }, theme)
    await page.waitForTimeout(200)
    // Only colours differ in the dark.
    const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'], runOnly: theme === 'light' ? tags : ['color-contrast', 'link-in-text-block'] }).exclude(behind).setLegacyMode().analyze()
    for (const { id, help, nodes } of violations) faults.push(`${screen}, ${theme}: ${id} (${help})\n${nodes.slice(0, 4).map(node => `    ${node.html.slice(0, 260)}\n      ${node.any[0]?.message ?? node.failureSummary}`).join('\n')}`)
  }
  await page.evaluate(() => { document.documentElement.dataset.theme = 'light' })
  return faults
}

async function screens(page, steps) {
  const faults = []
  for (const [screen, path, ready, more] of steps) {
    await page.goto(path)
    await ready(page)
    await more?.(page)
    faults.push(...(await inspect(page, screen)))
  }
  if (faults.length) throw new Error(`Not accessible:\n${faults.join('\n')}`)
}

const title = name => page => heading(page, name)
const row = page => page.locator('tr[data-row]').first().waitFor()
const text = words => page => sees(page, words)

// feature: POR-07
journey('The screens before signing in are accessible', async ({ open }) => {
  const page = await open({ path: '/login' })
  await screens(page, [
    ['sign-in', '/login', text('Try it with a demo account')],
    ['register', '/register', page => page.getByRole('heading', { level: 1 }).waitFor()],
    ['forgot', '/forgot', page => page.getByRole('heading', { level: 1 }).waitFor()],
    ['broken invitation', '/invite?token=nothing', page => page.getByRole('alert').waitFor()],
  ])
})

journey('A list is accessible with everything it opens', async ({ open }) => {
  const page = await open({ ...jonas, path: '/t/nordlicht' })
  await screens(page, [
    ['chooser', '/choose', title('Choose an organisation')],
    ['home', '/t/nordlicht', title(/Jonas/)],
    ['list', list, row],
    ['list with a look at a record', few, row, async page => { await page.locator('tr[data-row]').first().focus(); await page.keyboard.press('Space'); await page.getByRole('complementary', { name: 'Peek' }).getByText('Owner').waitFor() }],
    ['selection', few, row, async page => { await page.locator('tr[data-row]').first().getByRole('checkbox').check(); await page.getByRole('toolbar', { name: 'Selected records' }).waitFor() }],
    ['filter open', few, row, page => page.getByRole('button', { name: 'Filter', exact: true }).click()],
    ['palette', few, row, async page => { await page.keyboard.press('Control+k'); await page.getByPlaceholder('Find a record, a page or an action').fill('au'); await page.getByRole('option').first().waitFor() }],
    ['create form', `${few}&create=1`, page => page.getByRole('dialog', { name: 'New Account' }).waitFor()],
    ['save view dialog', `${few}&sort=name`, row, async page => { await page.getByRole('button', { name: 'View', exact: true }).click(); await page.getByRole('menuitem', { name: 'Save as …' }).click(); await page.getByRole('dialog', { name: 'Save as a view' }).waitFor() }],
  ])
})

journey('The screens of the CRM beside the list are accessible', async ({ open }) => {
  const page = await open({ ...jonas, path: '/t/nordlicht' })
  await screens(page, [
    ['import wizard', `${list}/import`, title('Import Accounts'), async page => { await page.locator('input[type=file]').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('name,email\nOne,broken\n') }); await page.getByRole('button', { name: 'Try it without writing' }).click(); await page.getByRole('table', { name: 'Refused rows' }).waitFor() }],
    ['board', '/t/nordlicht/crm/pipeline', page => page.locator('[aria-roledescription=draggable]').first().waitFor()],
    ['dashboard', '/t/nordlicht/crm/dashboard', page => page.getByRole('heading', { level: 1 }).waitFor()],
    ['contacts', '/t/nordlicht/crm/contacts', row],
    ['no result', `${list}?q=zzzzzzzz`, text('Nothing matches')],
    ['not found', `${list}/01a1fd23-f678-74a7-b095-000000000000`, text('Not found')],
  ])
})

journey('A record is accessible in all its tabs', async ({ open }) => {
  const page = await open({ ...karla, path: list })
  await page.locator('tr[data-row]').first().getByRole('link').first().click()
  await page.getByRole('tab', { name: 'Details' }).waitFor()
  const { pathname } = new URL(page.url())
  const tabs = await page.getByRole('tab').allInnerTexts()
  await screens(page, [
    ...tabs.map(name => [`record, ${name}`, `${pathname}${name === 'Details' ? '' : `?tab=${name.toLowerCase()}`}`, page => page.getByRole('tab', { name, selected: true }).waitFor()]),
    ['edit dialog', pathname, page => page.getByRole('tab', { name: 'Details' }).waitFor(), async page => { await page.getByRole('button', { name: 'Edit', exact: true }).click(); await page.getByRole('dialog').getByRole('button', { name: 'Save' }).waitFor() }],
  ])
})

journey('The screens of administrators are accessible', async ({ open }) => {
  const page = await open({ ...karla, path: '/t/nordlicht' })
  const any = page => page.getByRole('heading', { level: 1 }).waitFor()
  await screens(page, [
    ['users', '/t/nordlicht/org/users', row],
    ['groups', '/t/nordlicht/org/groups', any],
    ['roles', '/t/nordlicht/rbac/roles', row],
    ['roles matrix', '/t/nordlicht/roles-matrix', page => page.getByRole('table').first().waitFor()],
    ['explain', '/t/nordlicht/explain', any],
    ['settings', '/t/nordlicht/settings', any],
    ['apps', '/t/nordlicht/apps', any],
    ['an app', '/t/nordlicht/apps?app=crm', page => page.getByRole('dialog').waitFor()],
    ['audit', '/t/nordlicht/audit/entries', row],
    ['jobs', '/t/nordlicht/jobs', any],
    ['profile', '/t/nordlicht/profile', any],
    ['custom fields', '/t/nordlicht/meta/custom_fields', any],
  ])
})

journey('The screens of the operator and of those without permission are accessible', async ({ open }) => {
  const operator = await open({ as: 'operator@ashlar.example', tenant: 'platform', path: '/t/platform/platform/tenants' })
  await screens(operator, [['tenants', '/t/platform/platform/tenants', row]])
  const silke = await open({ as: 'silke@nordlicht.example', tenant: 'nordlicht' })
  await screens(silke, [['no permission', '/t/nordlicht/rbac/roles', text('You may not see this')]])
})

journey('The screens on a phone are accessible', async ({ open }) => {
  const page = await open({ ...jonas, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, path: '/t/nordlicht' })
  await screens(page, [
    ['drawer', '/t/nordlicht', title(/Jonas/), async page => { await page.getByRole('button', { name: 'Show or hide the navigation' }).tap(); await page.getByRole('dialog', { name: 'Navigation' }).waitFor() }],
    ['list', list, row],
    ['board', '/t/nordlicht/crm/pipeline', page => page.locator('[aria-roledescription=draggable]').first().waitFor()],
  ])
})
