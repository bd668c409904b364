// One Chromium for all journeys: that of the system, or the one a package brings.
import { execFileSync } from 'node:child_process'
import { chromium } from 'playwright-core'

const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

const onPath = name => {
  try {
    return execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

async function packaged() {
  try {
    const { default: bundle } = await import('@sparticuz/chromium')
    return await bundle.executablePath()
  } catch {
    return undefined
  }
}

export async function launch() {
  const executablePath = process.env.ASHLAR_CHROMIUM || onPath('chromium') || onPath('google-chrome') || (await packaged())
  if (!executablePath) throw new Error('There is no Chromium.')
  // Without a folder named, every launch makes a profile of its own and removes it at the end.
  return chromium.launch({ executablePath, args, handleSIGINT: false, handleSIGTERM: false })
}
