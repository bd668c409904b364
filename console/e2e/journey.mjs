// A journey is a test in a fresh browser context that nothing may go wrong beside: no error in the
// console, no violation of the content security policy, no failure of the server, no other host.
import { mkdirSync } from 'node:fs'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { launch } from './browser.mjs'
import { startHost } from './host.mjs'

const pictures = fileURLToPath(new URL('../../artifacts/test-results/browser/', import.meta.url))
const [host, browser] = await Promise.all([startHost(), launch()])
const journeys = []

/** What a file of journeys has started for itself ends with the last of them. */
export const atEnd = []

/** One suite of all journeys, so that the host and the browser are there until the last one ends. */
export const run = () =>
  describe('In a browser', () => {
    after(async () => {
      await browser.close()
      for (const end of atEnd) await end()
      await host.stop()
    })
    for (const [name, work, skip] of journeys) test(name, { timeout: 120_000, skip }, work)
  })

export const { address } = host
const setup = (await (await fetch(`${address}/api/v1/setup`)).json()).data.attributes
export const accounts = setup.demo_accounts

export function account(email) {
  const found = accounts.find(item => item.email === email)
  if (!found) throw new Error(`The demo has no account ${email}.`)
  return found
}

const sessions = new Map()

/** Cookies of a person who has signed in; everybody signs in once, so that no limit on signing in is met. */
async function cookiesOf(email, tenant) {
  const key = `${email} ${tenant}`
  if (!sessions.has(key)) {
    const context = await browser.newContext()
    const { password } = account(email)
    const answer = await context.request.post(`${address}/api/v1/auth/login`, { data: { email, password, cookie: true, ...(tenant ? { tenant } : {}) } })
    if (!answer.ok()) throw new Error(`${email} cannot sign in: ${await answer.text()}`)
    sessions.set(key, await context.storageState())
    await context.close()
  }
  return sessions.get(key)
}

const refused = /^Failed to load resource: the server responded with a status of 4\d\d/

function watch(context, problems) {
  context.on('page', page => {
    page.on('pageerror', error => problems.push(`A script failed: ${error.stack ?? error}`))
    page.on('console', message => message.type() === 'error' && !refused.test(message.text()) && problems.push(`The console says: ${message.text()}`))
  })
  context.on('request', request => {
    const url = request.url()
    if (!/^(data|blob):/.test(url) && !url.startsWith(`${address}/`)) problems.push(`Another host was asked: ${url}`)
  })
  context.on('response', response => response.status() >= 500 && problems.push(`${response.status()} from ${response.url()}`))
}

/** The tools a journey gets: `open` makes a page for somebody, signed in or not; `expect` names a complaint that belongs to the journey. Where a reason to skip it is given, it is skipped. */
export function journey(name, work, skip = false) {
  journeys.push([name, async () => {
    let problems = []
    const expected = []
    const contexts = []
    const pages = []
    const open = async ({ as, tenant, path = '/', ...options } = {}) => {
      const context = await browser.newContext({ baseURL: address, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', viewport: { width: 1440, height: 900 }, acceptDownloads: true, storageState: as ? await cookiesOf(as, tenant) : undefined, ...options })
      contexts.push(context)
      watch(context, problems)
      const page = await context.newPage()
      pages.push(page)
      page.setDefaultTimeout(10_000)
      page.setDefaultNavigationTimeout(20_000)
      await page.goto(path)
      return page
    }
    try {
      await work({ open, expect: pattern => expected.push(pattern) })
      problems = problems.filter(problem => !expected.some(pattern => pattern.test(problem)))
      if (problems.length) throw new Error(problems.join('\n'))
    } catch (error) {
      mkdirSync(pictures, { recursive: true })
      for (const [index, page] of pages.entries()) await page.screenshot({ path: `${pictures}${name.replace(/\W+/g, '-').slice(0, 60)}-${index}.png` }).catch(() => undefined)
      if (problems.length && !problems.includes(error.message)) error.message += `\n${problems.join('\n')}`
      throw error
    } finally {
      for (const context of contexts) await context.close()
    }
  }, skip])
}

/** Waits until something holds; a page shows its answer when it has it, not when it was asked. */
export async function eventually(what, check, timeout = 10_000) {
  const until = Date.now() + timeout
  let last
  for (;;) {
    last = await Promise.resolve().then(check).catch(error => error)
    if (last === true) return
    if (Date.now() > until) throw new Error(`${what} — last seen: ${last instanceof Error ? last.message : JSON.stringify(last)}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

export const sees = (page, text, options) => page.getByText(text, options).first().waitFor()
export const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor()
