export type Condition = { field: string; op: string; value?: unknown }
export type Group = { and: Filter[] } | { or: Filter[] }
export type Filter = Condition | Group

export const isGroup = (filter: Filter): filter is Group => 'and' in filter || 'or' in filter
export const childrenOf = (group: Group): Filter[] => ('and' in group ? group.and : group.or)
export const joinOf = (group: Group): 'and' | 'or' => ('and' in group ? 'and' : 'or')
export const groupOf = (join: 'and' | 'or', children: Filter[]): Group => (join === 'and' ? { and: children } : { or: children })

/** Drops empty groups and unwraps groups of one, so that equal filters have one form. */
export function tidy(filter: Filter | undefined): Filter | undefined {
  if (!filter) return undefined
  if (!isGroup(filter)) return filter.field && filter.op ? filter : undefined
  const children = childrenOf(filter).map(tidy).filter(child => child !== undefined)
  if (!children.length) return undefined
  return children.length === 1 ? children[0] : groupOf(joinOf(filter), children)
}

/** The conditions every row must meet; undefined when the tree says more than that. */
export function flat(filter: Filter | undefined): Condition[] | undefined {
  const tree = tidy(filter)
  if (!tree) return []
  if (!isGroup(tree)) return [tree]
  if (joinOf(tree) === 'or') return undefined
  const children = childrenOf(tree)
  return children.every(child => !isGroup(child)) ? (children as Condition[]) : undefined
}

export const and = (...filters: (Filter | undefined)[]): Filter | undefined =>
  tidy({ and: filters.flatMap(filter => (filter ? (isGroup(filter) && joinOf(filter) === 'and' ? childrenOf(filter) : [filter]) : [])) })

export const countOf = (filter: Filter | undefined): number => (!filter ? 0 : isGroup(filter) ? childrenOf(filter).reduce((sum, child) => sum + countOf(child), 0) : 1)

export const same = (left: Filter | undefined, right: Filter | undefined) => JSON.stringify(tidy(left) ?? null) === JSON.stringify(tidy(right) ?? null)
