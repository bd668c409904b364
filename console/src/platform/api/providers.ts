import { queryOptions } from '@tanstack/react-query'
import { get, type Many, type One, post } from './client'
import type { SignIn } from './factors'

export type Provider = { id: string; name: string; issuer: string }
export type Identity = { id: string; provider: string | null; issuer: string; email: string | null; within: string | null; created_at: string; last_used_at: string | null }
export type Identities = { identities: Identity[]; providers: Provider[] }
type Visit = One<{ url: string }>

/** How a visit to a provider ended: a sign-in as with a password, or what somebody signed in went there for. */
export type VisitEnd = (SignIn | { status: 'linked' | 'proven' }) & { return_to?: string | null }

export const providersQuery = (tenant?: string) => queryOptions({ queryKey: ['providers', tenant ?? ''], queryFn: async ({ signal }) => (await get<Many<Provider>>('auth/providers', { tenant }, signal)).data.map(item => item.attributes) })
export const identitiesQuery = queryOptions({ queryKey: ['identities'], queryFn: async ({ signal }) => (await get<One<Identities>>('auth/identities', undefined, signal)).data.attributes })

const go = (visit: Visit) => window.location.assign(visit.data.attributes.url)
const here = () => window.location.pathname + window.location.search

/** The browser leaves for the provider and comes back at /login/callback. */
export const signInAt = async (provider: string, to?: string, tenant?: string) => go(await post<Visit>(`auth/providers/${provider}/begin`, { cookie: true, ...(to ? { return_to: to } : {}), ...(tenant ? { tenant } : {}) }))
export const linkAt = async (provider: string) => go(await post<Visit>('auth/identities', { provider, return_to: here() }))
export const proveAt = async (provider: string) => go(await post<Visit>('auth/step_up/provider', { provider, return_to: here() }))

/** Works once. */
export const comeBack = async (answer: { state?: string; code?: string; iss?: string; error?: string }) => (await post<One<VisitEnd>>('auth/providers/complete', answer)).data.attributes
