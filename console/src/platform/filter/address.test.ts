import { describe, expect, it } from 'vitest'
import { parseSearch, stringifySearch } from '@/app/address'
import { fromAddress, toAddress } from './address'
import { and, countOf, type Filter, flat, same, tidy } from './tree'

const open: Filter = { field: 'status', op: 'eq', value: 'open' }
const mine: Filter = { field: 'owner_id', op: 'eq', value: '$me' }
const nested: Filter = { and: [open, { or: [mine, { field: 'value', op: 'gte', value: '100' }] }] }

describe('a filter in the address', () => {
  it('reads as brackets when all conditions must hold', () => {
    expect(toAddress({ and: [open, mine] })).toEqual([['filter[status][eq]', 'open'], ['filter[owner_id][eq]', '$me']])
  })

  it('travels as one tree when it is nested', () => {
    expect(toAddress(nested)).toEqual([['filter', JSON.stringify(nested)]])
  })

  it.each<Filter>([
    open, { and: [open, mine] }, nested,
    { field: 'status', op: 'in', value: ['open', 'won'] },
    { field: 'tags', op: 'some', value: ['a,b', 'c'] },
    { field: 'done_at', op: 'null', value: false },
    { and: [{ field: 'value', op: 'gte', value: '1' }, { field: 'value', op: 'gte', value: '2' }] },
    { field: 'custom.region', op: 'icontains', value: 'ä & ö = [1]' },
  ])('comes back the same: %j', filter => {
    expect(same(fromAddress(toAddress(filter)), filter)).toBe(true)
    const text = stringifySearch({ filter, sort: '-name', q: '42' })
    const back = parseSearch(text)
    expect(back.q).toBe('42')
    expect(back.sort).toBe('-name')
    expect(same(back.filter as Filter, filter)).toBe(true)
  })

  it('ignores a tree somebody broke by hand', () => {
    expect(fromAddress([['filter', '{"and":[1'], ['filter[status][eq]', 'open']])).toEqual(open)
    expect(fromAddress([['filter', '{"and":[{"x":1}]}']])).toBeUndefined()
  })
})

describe('a filter tree', () => {
  it('drops what is empty and unwraps groups of one', () => {
    expect(tidy({ and: [{ or: [] }, { or: [open] }] })).toEqual(open)
    expect(tidy({ and: [] })).toBeUndefined()
  })

  it('is flat only when every condition must hold', () => {
    expect(flat(undefined)).toEqual([])
    expect(flat({ and: [open, mine] })).toHaveLength(2)
    expect(flat({ or: [open, mine] })).toBeUndefined()
    expect(flat(nested)).toBeUndefined()
  })

  it('joins filters without growing brackets', () => {
    expect(and({ and: [open, mine] }, open)).toEqual({ and: [open, mine, open] })
    expect(countOf(nested)).toBe(3)
  })
})
