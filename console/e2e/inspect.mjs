import AxeBuilder from '@axe-core/playwright'
import { eventually } from './journey.mjs'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
// What lies dimmed behind a dialog is out of reach until the dialog closes.
const behind = '[data-aria-hidden=true]'

/** Colours that are still on their way from one theme to the other are none of either; what inherits one sets out when it has arrived. */
const settle = page => page.evaluate(async () => {
  for (let quiet = 0; quiet < 2;) {
    const moving = document.body.offsetHeight ? document.getAnimations().filter(one => 'transitionProperty' in one) : []
    for (const one of moving) one.finish()
    quiet = moving.length ? 0 : quiet + 1
    await new Promise(resolve => window.requestAnimationFrame(resolve))
  }
})

/** Everything a screen shows meets WCAG 2.1 AA, in light and in dark. */
export async function inspect(page, screen) {
  await eventually('everything has loaded', async () => (await page.locator('[aria-busy=true], .animate-late').count()) === 0)
  const faults = []
  for (const theme of ['light', 'dark']) {
    await page.evaluate(name => { document.documentElement.dataset.theme = name }, theme)
    await settle(page)
    // Only colours differ in the dark.
    const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'], runOnly: theme === 'light' ? tags : ['color-contrast', 'link-in-text-block'] }).exclude(behind).setLegacyMode().analyze()
    for (const { id, help, nodes } of violations) faults.push(`${screen}, ${theme}: ${id} (${help})\n${nodes.slice(0, 4).map(node => `    ${node.html.slice(0, 260)}\n      ${node.any[0]?.message ?? node.failureSummary}`).join('\n')}`)
  }
  await page.evaluate(() => { document.documentElement.dataset.theme = 'light' })
  return faults
}

/** For whoever looks at screens: each in light and in dark, at a desk and on a phone, in the folder that ASHLAR_PICTURES names. */
export async function picture(page, name) {
  const folder = process.env.ASHLAR_PICTURES
  if (!folder) return
  const desk = page.viewportSize()
  for (const size of desk.width > 500 ? [desk, { width: 390, height: 844 }] : [desk])
    for (const theme of ['light', 'dark']) {
      await page.setViewportSize(size)
      await page.evaluate(name => { document.documentElement.dataset.theme = name }, theme)
      await settle(page)
      await page.screenshot({ path: `${folder}/${name}-${size.width}-${theme}.png` })
    }
  await page.setViewportSize(desk)
  await page.evaluate(() => { document.documentElement.dataset.theme = 'light' })
}
