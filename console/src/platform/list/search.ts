import type { Filter } from '../filter/tree'

export type ListSearch = {
  view?: string
  q?: string
  sort?: string
  columns?: string
  filter?: Filter
  deleted?: 'only'
  layout?: 'table' | 'board'
  peek?: string
  create?: '1'
}

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined)

export const readListSearch = (search: Record<string, unknown>): ListSearch => ({
  view: text(search.view),
  q: text(search.q),
  sort: text(search.sort),
  columns: text(search.columns),
  filter: search.filter as Filter | undefined,
  deleted: search.deleted === 'only' ? 'only' : undefined,
  layout: search.layout === 'board' || search.layout === 'table' ? search.layout : undefined,
  peek: text(search.peek),
  create: search.create === '1' ? '1' : undefined,
})
