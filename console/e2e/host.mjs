// The real host on a database of its own, with the demo organisations and the built console.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const program = process.env.ASHLAR_HOST ?? join(root, 'artifacts/bin/Host/release/Ashlar.Host')

/** Providers of sign-in may stand here. */
const onThisMachine = { ASHLAR_SIGN_IN_NETWORKS: '127.0.0.0/8', ASHLAR_SIGN_IN_HTTP: '1', ASHLAR_SIGN_IN_PORTS: '1-65535' }

const freePort = () =>
  new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

async function ready(host) {
  const until = Date.now() + 120_000
  while (Date.now() < until && host.process.exitCode === null) {
    const answer = await fetch(`${host.address}/health/ready`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`The host is not ready:\n${host.output.join('')}`)
}

/** @param {Record<string, string>} [around] What the host is told beyond what all journeys need. */
export async function startHost(around) {
  // Against a host that runs already, for those who write journeys.
  if (process.env.ASHLAR_E2E_ADDRESS && !around) return { address: process.env.ASHLAR_E2E_ADDRESS, stop: async () => undefined }
  const port = (!around && process.env.ASHLAR_E2E_PORT) || (await freePort())
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-browser-'))
  const address = `http://127.0.0.1:${port}`
  const environment = { ...process.env, ASHLAR_DATA: join(folder, 'data'), ASHLAR_DEMO: '1', ASHLAR_TEST_FAST_PG: '1', Limits__Scale: '1000', ASHLAR_CONSOLE: join(root, 'console/dist'), ...onThisMachine, ...(around && { ASHLAR_PUBLIC_URL: address }), ...around }
  delete environment.ASHLAR_DATABASE
  const child = spawn(program, ['--urls', address], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const host = { address, process: child, output: [], folder }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => host.output.push(String(text)))
  const ended = new Promise(resolve => child.once('exit', resolve))
  host.stop = async () => {
    child.kill('SIGTERM')
    const patience = setTimeout(() => child.kill('SIGKILL'), 20_000)
    await ended
    clearTimeout(patience)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  // A run that is interrupted takes its host and database along.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void host.stop().then(() => process.exit(130)))
  try {
    await ready(host)
  } catch (error) {
    await host.stop()
    throw error
  }
  return host
}
