import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
// feature: POR-11
import { api, get, onSignedOut, post, url } from './client'
import type { ApiError } from './errors'
import { retryDelay, shouldRetry } from './retry'

const answer = (status: number, body?: unknown, headers?: HeadersInit) => new Response(body === undefined ? null : JSON.stringify(body), { status, headers })
const fetcher = vi.fn<typeof fetch>()

beforeEach(() => {
  vi.useFakeTimers()
  fetcher.mockReset()
  vi.stubGlobal('fetch', fetcher)
  vi.stubGlobal('document', { cookie: 'a=1; ashlar_csrf=tok%3D' })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const settle = async <T>(promise: Promise<T>) => {
  const caught = promise.then(value => ({ value, error: undefined }), (error: ApiError) => ({ value: undefined, error }))
  await vi.runAllTimersAsync()
  return caught
}
const headersOf = (call: number) => new Headers(fetcher.mock.calls[call][1]?.headers)

describe('the retry rule', () => {
  it('repeats reads when the server was away, three times at most', () => {
    expect(shouldRetry('GET', 503, 1)).toBe(true)
    expect(shouldRetry('GET', 0, 2)).toBe(true)
    expect(shouldRetry('GET', 503, 3)).toBe(false)
    expect(shouldRetry('GET', 500, 1)).toBe(false)
    expect(shouldRetry('GET', 429, 1, '3')).toBe(true)
    expect(shouldRetry('GET', 429, 1, '60')).toBe(false)
    expect(shouldRetry('GET', 429, 1)).toBe(false)
    expect(shouldRetry('POST', 429, 1, '3')).toBe(false)
    expect(shouldRetry('POST', 503, 1)).toBe(false)
    expect(shouldRetry('PATCH', 0, 1)).toBe(false)
  })

  it('waits as told, but never long', () => {
    expect(retryDelay(2)).toBe(600)
    expect(retryDelay(1, '2')).toBe(2000)
    expect(retryDelay(1, '3600')).toBe(12_000)
  })
})

describe('the client', () => {
  it('gets through a short outage', async () => {
    fetcher.mockRejectedValueOnce(new TypeError('network')).mockResolvedValueOnce(answer(503)).mockResolvedValueOnce(answer(200, { data: 1 }))
    expect((await settle(get('x'))).value).toEqual({ data: 1 })
    expect(fetcher).toHaveBeenCalledTimes(3)
  })

  it('never repeats a write, and marks it so that a person may', async () => {
    fetcher.mockResolvedValue(answer(503, { error: { code: 'unavailable', message: 'Away', request_id: 'r1' } }))
    const { error } = await settle(post('x', { a: 1 }, 'key-1'))
    expect(fetcher).toHaveBeenCalledTimes(1)
    expect(error).toMatchObject({ status: 503, code: 'unavailable', requestId: 'r1' })
    expect(headersOf(0).get('Idempotency-Key')).toBe('key-1')
    expect(headersOf(0).get('X-CSRF-Token')).toBe('tok=')
  })

  it('sends the version it saw and hands over the row that won', async () => {
    fetcher.mockResolvedValue(answer(412, { error: { code: 'version_conflict', message: 'Changed', current: { name: 'b' } } }))
    const { error } = await settle(api('x/1', { method: 'PATCH', body: {}, ifMatch: 3 }))
    expect(headersOf(0).get('If-Match')).toBe('"3"')
    expect(error?.current).toEqual({ name: 'b' })
  })

  it('tells that the session ended, but not for a wrong password', async () => {
    const ended = vi.fn()
    const stop = onSignedOut(ended)
    fetcher.mockResolvedValueOnce(answer(401, { error: { code: 'invalid_credentials', message: 'No' } })).mockResolvedValueOnce(answer(401, { error: { code: 'unauthenticated', message: 'No' } }))
    await settle(post('auth/login'))
    expect(ended).not.toHaveBeenCalled()
    await settle(get('x'))
    expect(ended).toHaveBeenCalledOnce()
    stop()
  })

  it('names the missing permission', async () => {
    fetcher.mockResolvedValue(answer(403, { error: { code: 'permission_denied', message: 'No', details: [{ field: 'permission', message: 'crm:deals:read' }] } }))
    expect((await settle(get('x'))).error?.permission).toBe('crm:deals:read')
  })

  it('builds addresses below the API and leaves empty parameters out', () => {
    expect(url('crm/deals', { q: '', limit: 5, sort: undefined })).toBe('/api/v1/crm/deals?limit=5')
    expect(url('/api/v1/menu')).toBe('/api/v1/menu')
  })
})
