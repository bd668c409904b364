import { inspect } from './inspect.mjs'
import { heading, journey, sees } from './journey.mjs'

const jonas = { as: 'jonas@nordlicht.example', tenant: 'nordlicht' }
const karla = { as: 'karla@nordlicht.example', tenant: 'nordlicht' }
const list = '/t/nordlicht/crm/accounts'
const few = `${list}?filter[city][eq]=Berlin`

async function screens(page, steps) {
  const faults = []
  for (const [screen, path, ready, more] of steps) {
    // Without an address the page stays as it is, so that what opens there is looked at without loading it again.
    if (path) await page.goto(path)
    else await page.keyboard.press('Escape')
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

const tab = name => async page => { await page.getByRole('tab', { name }).click(); await page.getByRole('tab', { name, selected: true }).waitFor() }
const press = (name, dialog) => async page => { await page.getByRole('button', { name, exact: true }).first().click(); await page.getByRole('dialog', { name: dialog }).waitFor() }

journey('The screens of security are accessible with what they open', async ({ open }) => {
  const page = await open({ ...karla, path: '/t/nordlicht' })
  await screens(page, [
    ['own security', '/t/nordlicht/profile/security', title('Security')],
    ['an authenticator app', '', title('Security'), async page => { await press('Add a factor', 'Set up a second factor')(page); await page.getByRole('button', { name: /Authenticator app/ }).click(); await page.getByRole('img', { name: /QR code/ }).waitFor() }],
    ['keys of programs', '/t/nordlicht/keys', title('API keys')],
    ['new key', '', title('API keys'), press('New key', 'New API key')],
    ['key ring', '/t/nordlicht/security', title('Security')],
    ['compliance', '', title('Security'), async page => { await tab('Compliance')(page); await page.getByText(/passed/).first().waitFor() }],
    ['new secret', '', title('Security'), async page => { await tab('Secrets')(page); await press('New secret', 'New secret')(page) }],
    ['emergency', '', page => page.getByRole('dialog').waitFor({ state: 'detached' }), async page => { await tab('Emergency access')(page); await press('Take emergency access', 'Take emergency access')(page) }],
    ['limits', '/t/nordlicht/limits', page => page.getByRole('row').nth(3).waitFor()],
    ['network rules', '/t/nordlicht/org/network_rules', title('Network rules')],
    ['a setting', '/t/nordlicht/settings', title('Settings'), async page => { await page.getByPlaceholder('Find a setting').fill('second factor'); await page.getByRole('button', { name: 'Change' }).first().click(); await page.getByRole('dialog').waitFor() }],
  ])
})

journey('The screens of the log, of jobs and of webhooks are accessible with what they open', async ({ open }) => {
  const page = await open({ ...karla, path: '/t/nordlicht' })
  await screens(page, [
    ['seals', '/t/nordlicht/audit/entries', row, async page => { await page.getByRole('button', { name: /^(Seals|Verified)$/ }).click(); await page.getByText('Sealed entries').waitFor() }],
    ['an entry', '', page => page.getByRole('dialog').waitFor({ state: 'detached' }), async page => { await page.locator('tr[data-row]').last().getByRole('link').first().click(); await page.getByRole('tab', { name: 'Proof' }).click(); await page.getByText(/Sealed at position/).waitFor() }],
    ['alerts', '/t/nordlicht/audit/alerts', title('Alerts')],
    ['requests', '/t/nordlicht/audit/requests', title('Requests')],
    ['erasures', '/t/nordlicht/audit/erasures', title('Erasures'), press('Erase a person', 'Erase a person')],
    ['schedules', '/t/nordlicht/schedules', title('Schedules'), press('New schedule', 'New schedule')],
    ['endpoints', '/t/nordlicht/webhooks', title('Webhooks'), async page => { await page.getByRole('button', { name: 'Add endpoint' }).first().click(); await page.getByRole('dialog').waitFor() }],
    ['sources', '/t/nordlicht/hooks', title('Incoming webhooks'), async page => { await page.getByRole('button', { name: 'Add source' }).first().click(); await page.getByRole('dialog').waitFor() }],
  ])
})

journey('The screens of the operator and of those without permission are accessible', async ({ open }) => {
  const operator = await open({ as: 'operator@ashlar.example', tenant: 'platform', path: '/t/platform/platform/tenants' })
  await screens(operator, [
    ['tenants', '/t/platform/platform/tenants', row],
    ['schedules of the operator', '/t/platform/schedules', text('Verification of the audit log')],
    ['security of the operator', '/t/platform/security', title('Security')],
    ['observability', '/t/platform/observability', title('Observability'), page => sees(page, 'Requests per second')],
    ['organisations side by side', '/t/platform/observability', title('Observability'), async page => { await page.getByRole('tab', { name: 'Organisations' }).click(); await sees(page, 'All together') }],
    ['diagnostics', '/t/platform/diagnostics', title('Diagnostics'), page => sees(page, 'Placements')],
  ])
  const silke = await open({ as: 'silke@nordlicht.example', tenant: 'nordlicht' })
  await screens(silke, [['no permission', '/t/nordlicht/rbac/roles', text('You may not see this')], ['no limits', '/t/nordlicht/limits', text('You may not see this')]])
})

journey('The screens on a phone are accessible', async ({ open }) => {
  const page = await open({ ...jonas, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, path: '/t/nordlicht' })
  await screens(page, [
    ['drawer', '/t/nordlicht', title(/Jonas/), async page => { await page.getByRole('button', { name: 'Show or hide the navigation' }).tap(); await page.getByRole('dialog', { name: 'Navigation' }).waitFor() }],
    ['list', list, row],
    ['board', '/t/nordlicht/crm/pipeline', page => page.locator('[aria-roledescription=draggable]').first().waitFor()],
  ])
  const boss = await open({ ...karla, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, path: '/t/nordlicht' })
  await screens(boss, [
    ['limits on a phone', '/t/nordlicht/limits', page => page.getByRole('heading', { name: 'Limits in force' }).waitFor()],
    ['log on a phone', '/t/nordlicht/audit/entries', row],
  ])
})
