import { eventually, heading, journey, sees } from './journey.mjs'
import { inspect, picture } from './inspect.mjs'

const karla = { as: 'karla@nordlicht.example', tenant: 'nordlicht' }

async function accessible(page, screen) {
  const faults = await inspect(page, screen)
  if (faults.length) throw new Error(`Not accessible:\n${faults.join('\n')}`)
}

// feature: COR-06
journey('An administrator schedules a job, is told what the times mean, runs it at once and reads its log', async ({ open }) => {
  const page = await open({ ...karla, path: '/t/nordlicht/schedules' })
  await heading(page, 'Schedules')
  await page.getByRole('button', { name: 'New schedule' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New schedule' })
  await dialog.getByLabel('Name').fill('Nightly by browser')
  await dialog.getByLabel('Times').fill('every day')
  await dialog.getByText(/five crontab fields/).waitFor()
  await dialog.getByLabel('Times').fill('30 3 * * 1-5')
  await dialog.getByText(/At 03:30/).first().waitFor()
  await dialog.getByRole('listitem').first().waitFor()
  await accessible(page, 'schedules, dialog')
  await picture(page, 'schedules-dialog')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await sees(page, 'Nightly by browser')
  await accessible(page, 'schedules')
  await page.getByRole('button', { name: 'Run Nightly by browser now' }).click()
  const job = page.getByRole('dialog')
  await job.getByText('Succeeded').waitFor({ timeout: 60_000 })
  await accessible(page, 'schedules, job')
  await picture(page, 'schedules-job')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Pause Nightly by browser' }).click()
  await page.getByRole('button', { name: 'Resume Nightly by browser' }).waitFor()
  await page.getByRole('button', { name: 'Edit Nightly by browser' }).click()
  await page.getByRole('dialog', { name: 'Nightly by browser' }).getByRole('button', { name: 'Delete' }).click()
  const question = page.getByRole('alertdialog', { name: /Delete this schedule/ })
  await accessible(page, 'schedules, question')
  await picture(page, 'schedules-question')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await sees(page, 'Nightly by browser')
  await page.getByRole('dialog', { name: 'Nightly by browser' }).getByRole('button', { name: 'Delete' }).click()
  await question.getByRole('button', { name: 'Delete' }).click()
  await eventually('it is gone', async () => (await page.getByText('Nightly by browser').count()) === 0)
})
