import { describe, expect, it } from 'vitest'
import { ending, grouped } from './keys'

const now = Date.parse('2026-05-01T12:00:00Z')

describe('the end of a key', () => {
  it('warns two weeks ahead', () => {
    expect(ending({ expires_at: null }, now)).toBe('never')
    expect(ending({ expires_at: '2026-05-01T11:59:59Z' }, now)).toBe('over')
    expect(ending({ expires_at: '2026-05-15T11:59:59Z' }, now)).toBe('soon')
    expect(ending({ expires_at: '2026-05-15T12:00:00Z' }, now)).toBe('later')
  })
})

describe('scopes', () => {
  it('are found by code and by label, in groups', () => {
    const scopes = [{ code: 'crm:deals:win', label: 'Win' }, { code: 'crm:deals:read', label: 'See deals' }, { code: 'org:users:read', label: 'See users' }]
    expect([...grouped(scopes, 'see').entries()].map(([module, list]) => [module, list.length])).toEqual([['crm', 1], ['org', 1]])
    expect(grouped(scopes, 'deals').get('org')).toBeUndefined()
  })
})
