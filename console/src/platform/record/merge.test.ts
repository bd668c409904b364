import { describe, expect, it } from 'vitest'
import { clashes, resolve } from './merge'

const base = { name: 'Alder', city: 'Oslo', value: { amount: '1.00', currency: 'EUR' } }

describe('two people change one record', () => {
  it('asks nothing when they changed different fields', () => {
    expect(clashes(base, { name: 'Alder AS' }, { ...base, city: 'Bergen' })).toEqual([])
  })

  it('asks nothing when both wrote the same', () => {
    expect(clashes(base, { city: 'Bergen' }, { ...base, city: 'Bergen' })).toEqual([])
    expect(clashes(base, { value: { amount: '2.00', currency: 'EUR' } }, { ...base, value: { amount: '2.00', currency: 'EUR' } })).toEqual([])
  })

  it('asks about fields both changed', () => {
    expect(clashes(base, { name: 'Mine', city: 'Lyon' }, { ...base, city: 'Bergen' })).toEqual([{ field: 'city', mine: 'Lyon', theirs: 'Bergen', base: 'Oslo' }])
  })

  it('keeps only what the person chose and what still differs', () => {
    const current = { ...base, city: 'Bergen', name: 'Theirs' }
    expect(resolve({ city: 'Lyon', name: 'Mine' }, current, { city: 'mine', name: 'theirs' })).toEqual({ city: 'Lyon' })
    expect(resolve({ city: 'Bergen' }, current, {})).toEqual({})
  })
})
