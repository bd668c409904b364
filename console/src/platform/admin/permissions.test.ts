import { describe, expect, it } from 'vitest'
import { covers, cycle, stateOf } from './permissions'

const role = { allow: ['crm:*:read', 'org:users:read'], deny: ['crm:deals:delete'] }

describe('permissions of a role', () => {
  it('matches wildcards segment by segment', () => {
    expect(covers('*:*:*', 'crm:deals:read')).toBe(true)
    expect(covers('crm:*:read', 'crm:deals:delete')).toBe(false)
  })

  it('tells apart what is given and what follows from a wildcard', () => {
    expect(stateOf(role, 'crm:deals:read')).toBe('by_allow')
    expect(stateOf(role, 'org:users:read')).toBe('allow')
    expect(stateOf(role, 'crm:deals:delete')).toBe('deny')
    expect(stateOf(role, 'crm:deals:update')).toBe('none')
  })

  it('goes round: none, allow, deny, none', () => {
    const first = cycle(role, 'crm:deals:update')
    expect(stateOf(first, 'crm:deals:update')).toBe('allow')
    const second = cycle(first, 'crm:deals:update')
    expect(stateOf(second, 'crm:deals:update')).toBe('deny')
    expect(cycle(second, 'crm:deals:update')).toEqual(role)
  })
})
