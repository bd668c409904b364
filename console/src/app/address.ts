import { fromAddress, toAddress } from '@/platform/filter/address'
import type { Filter } from '@/platform/filter/tree'

/** Search parameters stay readable text; only the filter has a shape of its own. */
export function parseSearch(text: string): Record<string, unknown> {
  const pairs = [...new URLSearchParams(text)]
  const result: Record<string, unknown> = {}
  for (const [key, value] of pairs) if (!key.startsWith('filter')) result[key] = value
  const filter = fromAddress(pairs)
  if (filter) result.filter = filter
  return result
}

export function stringifySearch(search: Record<string, unknown>): string {
  const pairs: [string, string][] = []
  for (const [key, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === '') continue
    if (key === 'filter') pairs.push(...toAddress(value as Filter))
    else pairs.push([key, String(value)])
  }
  const text = new URLSearchParams(pairs).toString().replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('%2C', ',')
  return text ? `?${text}` : ''
}
