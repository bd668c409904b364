import { queryOptions } from '@tanstack/react-query'
import { del, get, type Many, type One, post } from './client'
import { askPasskey, makePasskey } from './passkeys'
import type { Session } from './session'

export type FactorKind = 'passkey' | 'totp' | 'email' | 'sms'
export type Factor = { id: string; kind: FactorKind; name: string; hint: string | null; created_at: string; last_used_at: string | null }
export type Factors = { factors: Factor[]; recovery_codes: number; kinds: FactorKind[]; required: boolean }
export type Enrolment = { id: string; kind: FactorKind; name: string; challenge: string; secret?: string; qr?: string; sent_to?: string; options?: Record<string, unknown> }
export type Device = { device: string; ip: string | null; created_at: string; last_used_at: string; expires_at: string; current: boolean }

/** What a sign-in answers: the session, or the question for a second factor. */
export type SignIn = Session & { status: 'complete' | 'second_factor'; challenge?: string; factors?: Factor[]; trust_days?: number }

type Confirmed = { factor: Factor; recovery_codes: string[] | null }
type Passkey = One<{ challenge: string; options: Record<string, unknown> }>

export const factorsQuery = queryOptions({ queryKey: ['factors'], queryFn: async ({ signal }) => (await get<One<Factors>>('auth/factors', undefined, signal)).data.attributes })
export const devicesQuery = queryOptions({ queryKey: ['devices'], queryFn: async ({ signal }) => (await get<Many<Device>>('auth/devices', undefined, signal)).data })

export async function beginFactor(kind: FactorKind, name?: string, phone?: string): Promise<Enrolment> {
  const { data } = await post<One<Omit<Enrolment, 'id'>>>('auth/factors', { kind, ...(name ? { name } : {}), ...(phone ? { phone } : {}) })
  return { id: data.id, ...data.attributes }
}

export async function confirmFactor(enrolment: Enrolment, code?: string): Promise<Confirmed> {
  const proof = enrolment.options ? { credential: await makePasskey(enrolment.options) } : { code }
  return (await post<One<Confirmed>>(`auth/factors/${enrolment.id}/confirm`, { challenge: enrolment.challenge, ...proof })).data.attributes
}

export const removeFactor = (id: string) => del(`auth/factors/${id}`)
export const newRecoveryCodes = async () => (await post<One<{ codes: string[] }>>('auth/recovery_codes')).data.attributes.codes

/** Answers an open question: at sign-in, or when the server wants to know once more. */
export type Prover = { send: (factor: string) => Promise<unknown>; code: (code: string, factor?: string) => Promise<void>; passkey: () => Promise<void> }

export const signInProver = (challenge: string, trust: () => boolean, done: (session: SignIn) => unknown): Prover => {
  const answer = async (proof: object) => {
    await done((await post<One<SignIn>>('auth/challenge', { challenge, ...proof, ...(trust() ? { trust: true } : {}) })).data.attributes)
  }
  return {
    send: factor => post('auth/challenge/send', { challenge, factor }),
    code: (code, factor) => answer({ code, ...(factor ? { factor } : {}) }),
    passkey: async () => answer({ credential: await askPasskey((await post<Passkey>('auth/challenge/passkey', { challenge })).data.attributes.options) }),
  }
}

export type StepUp = { challenge: string | null; factors: Factor[]; password: boolean; providers: { id: string; name: string; issuer: string }[] }
export const beginStepUp = async () => (await post<One<StepUp>>('auth/step_up/challenge')).data.attributes

export const stepUpProver = (challenge: string | null, done: () => unknown): Prover & { password: (password: string) => Promise<void> } => {
  const answer = async (proof: object) => {
    await post('auth/step_up', proof)
    await done()
  }
  return {
    send: factor => post('auth/step_up/send', { challenge, factor }),
    code: (code, factor) => answer({ challenge, code, ...(factor ? { factor } : {}) }),
    passkey: async () => answer({ challenge, credential: await askPasskey((await post<Passkey>('auth/step_up/passkey', { challenge })).data.attributes.options) }),
    password: password => answer({ password }),
  }
}

/** With a passkey alone. */
export async function signInWithPasskey(tenant?: string): Promise<SignIn> {
  const { challenge, options } = (await post<Passkey>('auth/passkey/options')).data.attributes
  return (await post<One<SignIn>>('auth/passkey', { challenge, credential: await askPasskey(options), cookie: true, ...(tenant ? { tenant } : {}) })).data.attributes
}
