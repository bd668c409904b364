import { type Condition, type Filter, flat, isGroup, childrenOf, tidy } from './tree'

const bracket = /^filter\[([^\]]+)\]\[([a-z]+)\]$/
const lists = new Set(['in', 'nin', 'between', 'some', 'none'])

const write = (value: unknown) => (Array.isArray(value) ? value.map(String).join(',') : value === undefined || value === null ? '' : String(value))
const read = (op: string, text: string): unknown => (lists.has(op) ? (text ? text.split(',') : []) : op === 'null' || op === 'empty' ? text !== 'false' : text)

/** A plain list of conditions reads as `filter[status][eq]=open`; anything nested travels as one JSON tree. */
export function toAddress(filter: Filter | undefined): [string, string][] {
  const tree = tidy(filter)
  if (!tree) return []
  const conditions = flat(tree)
  const keys = conditions?.map(condition => `filter[${condition.field}][${condition.op}]`)
  const plain = conditions && new Set(keys).size === conditions.length && !conditions.some(holdsComma)
  return plain ? conditions.map((condition, index) => [keys![index], write(condition.value)]) : [['filter', JSON.stringify(tree)]]
}

const holdsComma = ({ op, value }: Condition) => lists.has(op) && Array.isArray(value) && value.some(item => String(item).includes(','))

const valid = (value: unknown): value is Filter => {
  if (!value || typeof value !== 'object') return false
  const filter = value as Filter
  if (isGroup(filter)) return Array.isArray(childrenOf(filter)) && childrenOf(filter).every(valid)
  return typeof filter.field === 'string' && typeof filter.op === 'string'
}

export function fromAddress(pairs: Iterable<[string, string]>): Filter | undefined {
  const conditions: Filter[] = []
  for (const [key, text] of pairs) {
    const match = bracket.exec(key)
    if (match) conditions.push({ field: match[1], op: match[2], value: read(match[2], text) })
    if (key === 'filter') {
      try {
        const tree: unknown = JSON.parse(text)
        if (valid(tree)) conditions.push(tree)
      } catch {
        // A hand-edited address that is no JSON filters nothing.
      }
    }
  }
  return tidy({ and: conditions })
}
