import type { Field, Kind } from '../api/definition'

export const operatorLabels: Record<string, string> = {
  eq: 'is', ne: 'is not', lt: 'is less than', lte: 'is at most', gt: 'is more than', gte: 'is at least',
  in: 'is any of', nin: 'is none of', contains: 'contains (exact case)', icontains: 'contains', starts: 'starts with', ends: 'ends with',
  between: 'is between', null: 'has no value', empty: 'is empty', some: 'has any of', none: 'has none of',
}

const text = ['icontains', 'eq', 'ne', 'starts', 'ends', 'empty']
const number = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'null']
const moment = ['gte', 'lte', 'between', 'null']
const byKind: Record<Kind, string[]> = {
  text, long_text: text, email: text, phone: text, url: text,
  integer: number, decimal: number, money: number,
  date: ['eq', ...moment], timestamp: moment,
  boolean: ['eq'],
  enum: ['eq', 'ne', 'in', 'nin', 'null'],
  relation: ['eq', 'ne', 'in', 'null'],
  tags: ['some', 'none', 'empty'],
  json: ['null'], file: ['null'],
}

/** In the order people look for them; the definition says which of them the server knows for the field. */
export const operatorsOf = (field: Field) => {
  const usual = byKind[field.kind] ?? text
  const known = usual.filter(op => !field.operators?.length || field.operators.includes(op))
  return known.length ? known : (field.operators ?? usual)
}
export const takesList = (op: string) => ['in', 'nin', 'some', 'none'].includes(op)
export const takesNothing = (op: string) => op === 'null' || op === 'empty'
