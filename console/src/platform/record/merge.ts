type Values = Record<string, unknown>
export type Clash = { field: string; mine: unknown; theirs: unknown; base: unknown }

const equal = (left: unknown, right: unknown) => JSON.stringify(left ?? null) === JSON.stringify(right ?? null)

/** Compares my patch with the row that won: only fields both sides changed differently need a decision. */
export function clashes(base: Values, patch: Values, current: Values): Clash[] {
  return Object.keys(patch)
    .filter(field => !equal(base[field], current[field]) && !equal(patch[field], current[field]))
    .map(field => ({ field, mine: patch[field], theirs: current[field], base: base[field] }))
}

/** The patch that remains after the person chose a side for every clash. */
export function resolve(patch: Values, current: Values, choices: Record<string, 'mine' | 'theirs'>): Values {
  return Object.fromEntries(Object.entries(patch).filter(([field, value]) => choices[field] !== 'theirs' && !equal(value, current[field])))
}
