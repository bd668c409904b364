import { queryOptions } from '@tanstack/react-query'
import { get, type Item, type Many, type One } from '../api/client'

export type KeyKind = 'person' | 'integration' | 'module'
export type Environment = 'dev' | 'staging' | 'prod'
export type ApiKey = {
  name: string
  kind: KeyKind
  module_name: string | null
  environment: Environment
  status: 'pending' | 'active' | 'refused' | 'revoked'
  owner_id: string | null
  scopes: string[]
  allowed_ips: string[]
  tenants: string[]
  rate_limit: number | null
  prefix: string
  expires_at: string | null
  overlap_ends_at: string | null
  last_used_at: string | null
  created_at: string
  created_by?: string | null
}
export type IssuedKey = ApiKey & { key: string }
export type KeyItem = Item<ApiKey>
export type KeyOptions = { scopes: { code: string; label: string }[]; core_scopes: string[]; modules: string[]; integrations: boolean; module_keys: boolean; approves: boolean }

export const keyOptions = queryOptions({ queryKey: ['keys', 'options'], staleTime: 60_000, queryFn: async ({ signal }) => (await get<One<KeyOptions>>('keys/options', undefined, signal)).data.attributes })

/** `mine` has a route of its own; everything else is a filter on the organisation's keys. */
export const keyList = (which: string) =>
  queryOptions({
    queryKey: ['keys', 'list', which],
    queryFn: async ({ signal }) => (await (which === 'mine' ? get<Many<ApiKey>>('keys/mine', undefined, signal) : get<Many<ApiKey>>('keys/api_keys', { limit: 200, sort: '-created_at', ...(which === 'pending' ? { 'filter[status][eq]': 'pending' } : {}) }, signal))).data,
  })

const day = 86_400_000

export type Ending = 'over' | 'soon' | 'later' | 'never'

/** Two weeks are enough to rotate a key without haste. */
export function ending(key: Pick<ApiKey, 'expires_at'>, now: number): Ending {
  if (!key.expires_at) return 'never'
  const left = new Date(key.expires_at).getTime() - now
  return left <= 0 ? 'over' : left < 14 * day ? 'soon' : 'later'
}

export const inDays = (days: number, now: number) => new Date(now + days * day).toISOString()

/** Codes in groups of their module, in the order given. */
export function grouped(scopes: { code: string; label: string }[], text: string) {
  const wanted = text.toLowerCase()
  const groups = new Map<string, { code: string; label: string }[]>()
  for (const scope of scopes) {
    if (!`${scope.code} ${scope.label}`.toLowerCase().includes(wanted)) continue
    const module = scope.code.split(':')[0]!
    groups.set(module, [...(groups.get(module) ?? []), scope])
  }
  return groups
}
