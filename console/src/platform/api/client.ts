import { ApiError, readError } from './errors'
import { retryDelay, shouldRetry } from './retry'

export type Query = Record<string, string | number | boolean | null | undefined>

export type Call = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Query
  body?: unknown
  form?: FormData
  ifMatch?: string | number
  idempotencyKey?: string
  signal?: AbortSignal
  /** A part of a file, such as bytes=0-1023. */
  range?: string
  /** Why health information is being looked at, in the person's own words. */
  reason?: string
}

export type Item<A = Record<string, unknown>> = { id: string; type: string; attributes: A }
export type One<A = Record<string, unknown>> = { data: Item<A>; included?: Item[] }
export type Many<A = Record<string, unknown>> = {
  data: Item<A>[]
  included?: Item[]
  meta?: { count?: number; total?: number }
  links?: { self?: string; next?: string }
}

type Listener = () => void
const signedOut = new Set<Listener>()
export const onSignedOut = (listener: Listener) => {
  signedOut.add(listener)
  return () => void signedOut.delete(listener)
}

type Asker = () => Promise<boolean>
let asker: Asker | undefined
let asking: Promise<boolean> | undefined
/** Who asks the user when the server wants a fresh proof. */
export const answerStepUp = (ask: Asker) => {
  asker = ask
  return () => void (asker = asker === ask ? undefined : asker)
}
/** Requests that are refused together are asked for once. */
const provenAgain = async () => {
  if (!asker) return false
  asking ??= asker().finally(() => (asking = undefined))
  return asking
}

const factorMissing = new Set<Listener>()
export const onFactorMissing = (listener: Listener) => {
  factorMissing.add(listener)
  return () => void factorMissing.delete(listener)
}

export const newKey = () => crypto.randomUUID?.() ?? `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`

const cookie = (name: string) =>
  document.cookie
    .split('; ')
    .find(pair => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)

export function url(path: string, query?: Query): string {
  const base = path.startsWith('/') ? path : `/api/v1/${path}`
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined && value !== null && value !== '') search.set(key, String(value))
  const text = search.toString()
  return text ? `${base}?${text}` : base
}

function headers(call: Call, method: string): Headers {
  const result = new Headers({ Accept: 'application/json' })
  if (call.body !== undefined) result.set('Content-Type', method === 'PATCH' ? 'application/merge-patch+json' : 'application/json')
  if (method !== 'GET') {
    const token = cookie('ashlar_csrf')
    if (token) result.set('X-CSRF-Token', decodeURIComponent(token))
  }
  if (call.range) result.set('Range', call.range)
  if (call.reason) result.set('X-Access-Reason', call.reason.replace(/[^\x20-\x7e]/g, '?'))
  if (call.ifMatch !== undefined) result.set('If-Match', `"${call.ifMatch}"`)
  if (method === 'POST') result.set('Idempotency-Key', call.idempotencyKey ?? newKey())
  return result
}

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

async function once(path: string, call: Call, method: string): Promise<Response> {
  try {
    return await fetch(url(path, call.query), {
      method,
      headers: headers(call, method),
      body: call.form ?? (call.body === undefined ? undefined : JSON.stringify(call.body)),
      credentials: 'same-origin',
      signal: call.signal,
    })
  } catch (error) {
    if (call.signal?.aborted) throw error
    throw readError(0, null)
  }
}

export async function send(path: string, call: Call = {}): Promise<Response> {
  const method = call.method ?? 'GET'
  for (let attempt = 1; ; attempt++) {
    let response: Response | undefined
    let failure: unknown
    try {
      response = await once(path, call, method)
      if (response.ok) return response
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      failure = error
    }
    const status = response?.status ?? 0
    if (shouldRetry(method, status, attempt, response?.headers.get('Retry-After'))) {
      await wait(retryDelay(attempt, response?.headers.get('Retry-After')))
      continue
    }
    if (!response) throw failure
    const body: unknown = await response.json().catch(() => null)
    const error = readError(status, body, response.headers.get('X-Request-Id') ?? undefined)
    if (error.code === 'step_up_required' && !path.startsWith('auth/step_up') && (await provenAgain())) return send(path, call)
    if (error.code === 'mfa_required') factorMissing.forEach(listener => listener())
    if (error.code === 'unauthenticated') signedOut.forEach(listener => listener())
    throw error
  }
}

export async function api<T>(path: string, call: Call = {}): Promise<T> {
  const response = await send(path, call)
  if (response.status === 204) return undefined as T
  const text = await response.text()
  return (text ? JSON.parse(text) : undefined) as T
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) => api<T>(path, { query, signal })
export const post = <T>(path: string, body: unknown = {}, idempotencyKey?: string) => api<T>(path, { method: 'POST', body, idempotencyKey })
export const patch = <T>(path: string, body: unknown, ifMatch?: string | number) => api<T>(path, { method: 'PATCH', body, ifMatch })
export const put = <T>(path: string, body: unknown) => api<T>(path, { method: 'PUT', body })
export const del = (path: string, ifMatch?: string | number, query?: Query) => api<void>(path, { method: 'DELETE', ifMatch, query })
