import { queryOptions, useQuery } from '@tanstack/react-query'
import { adoptLanguage } from '@/app/i18n'
import { get, type Item, type One, post } from './client'
import { isApiError } from './errors'
import type { SignIn } from './factors'

export type Tenant = { id: string; code: string; name: string; status?: string }
export type User = { id: string; email: string; name: string; locale?: string | null; time_zone?: string | null }
export type Me = {
  user: User
  tenant: Tenant | null
  tenants: Tenant[]
  client_id?: string | null
  roles: string[]
  permissions: string[]
  denied?: string[]
  traits?: string[]
  operator?: boolean
  /** What the organisation has set for whoever has chosen nothing. */
  second_factor?: { required: boolean; proven: boolean; set_up: boolean }
  defaults?: { locale: string | null; time_zone: string; currency: string }
}
export type Session = { user: User; tenant: Tenant | null; tenants: Tenant[] }
export type Setup = { product: string; version: string; demo?: boolean; tenant?: { code: string; name: string }; demo_accounts?: { email: string; password: string; label: string; tenant?: string }[] }

export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 30_000,
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      const me = (await get<One<Me>>('auth/me', undefined, signal)).data.attributes
      const language = me.user.locale ?? me.defaults?.locale
      if (language) void adoptLanguage(language)
      return me
    } catch (error) {
      if (isApiError(error) && error.status === 401) return null
      throw error
    }
  },
})

export const setupQuery = queryOptions({ queryKey: ['setup'], staleTime: Infinity, queryFn: async () => (await get<One<Setup>>('setup')).data.attributes })

export const useMe = () => useQuery(meQuery).data ?? null

const matches = (pattern: string, code: string) => {
  const parts = pattern.split(':')
  return code.split(':').every((part, index) => parts[index] === '*' || parts[index] === part)
}

/** Only decides what to show; the server decides what is allowed. */
export const may = (me: Me | null, code: string) => !!me && me.permissions.some(pattern => matches(pattern, code)) && !(me.denied ?? []).some(pattern => matches(pattern, code))

type SessionAnswer = { data: Item<Session> }

export const signIn = async (email: string, password: string, tenant?: string) =>
  (await post<{ data: Item<SignIn> }>('auth/login', { email, password, cookie: true, ...(tenant ? { tenant } : {}) })).data.attributes

export const switchTenant = async (tenant: string) => (await post<SessionAnswer>('auth/switch', { tenant })).data.attributes
