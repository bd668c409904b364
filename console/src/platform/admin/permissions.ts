import { useQuery } from '@tanstack/react-query'
import { get, type Many } from '../api/client'

export type Permission = { code: string; label?: string; module: string; resource: string; action: string }

export const usePermissions = () =>
  useQuery({ queryKey: ['permissions'], staleTime: 5 * 60_000, queryFn: async ({ signal }) => (await get<Many<Permission>>('rbac/permissions', { limit: 200 }, signal)).data.map(item => ({ ...item.attributes, code: item.attributes.code ?? item.id })) })

export const covers = (pattern: string, code: string) => {
  const parts = pattern.split(':')
  return code.split(':').every((part, index) => parts[index] === '*' || parts[index] === part)
}

export type Grant = 'allow' | 'deny' | 'by_allow' | 'by_deny' | 'none'

/** Exact codes win over wildcards for display; a deny always wins for the effect. */
export function stateOf(role: { allow: string[]; deny: string[] }, code: string): Grant {
  if (role.deny.includes(code)) return 'deny'
  if (role.deny.some(pattern => covers(pattern, code))) return 'by_deny'
  if (role.allow.includes(code)) return 'allow'
  return role.allow.some(pattern => covers(pattern, code)) ? 'by_allow' : 'none'
}

/** none → allow → deny → none; a wildcard grant can only be narrowed by a deny. */
export function cycle(role: { allow: string[]; deny: string[] }, code: string): { allow: string[]; deny: string[] } {
  const without = { allow: role.allow.filter(item => item !== code), deny: role.deny.filter(item => item !== code) }
  const state = stateOf(role, code)
  if (state === 'none') return { ...without, allow: [...without.allow, code] }
  if (state === 'allow' || state === 'by_allow') return { ...without, deny: [...without.deny, code] }
  return without
}
