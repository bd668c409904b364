import { useQuery } from '@tanstack/react-query'
import { get, type Many } from '../api/client'
import type { Tone } from '@/ui/Badge'

export type Source = { code: string; name: string; kind: string; enabled: boolean; tolerance_seconds: number; account_required: boolean; version: number }
export type Incoming = { source_id: string; type: string; account: string | null; state: string; reason: string | null; dedupe_key: string; bytes: number; created_at: string }
export type Raw = { headers: { name: string; value: string }[]; body: string; encoding: 'utf-8' | 'base64' }
export type Refusal = { reason: string; count: number; last_at: string }

export const useSources = () => useQuery({ queryKey: ['hooks', 'sources'], queryFn: ({ signal }) => get<Many<Source>>('hooks/sources', { limit: 200, sort: 'name' }, signal) })

export const kinds: [string, string][] = [
  ['stripe', 'Stripe'], ['twilio', 'Twilio'], ['github', 'GitHub · X-Hub-Signature-256'], ['standard', 'Standard Webhooks · Svix'], ['basic', 'HTTP Basic'], ['retell', 'Retell AI'], ['ghl', 'HighLevel (GHL)'], ['none', '—'],
]
export const kindName = (kind: string) => kinds.find(([value]) => value === kind)?.[1] ?? kind
export const stateTone: Record<string, Tone> = { received: 'blue', published: 'blue', processed: 'green', parked: 'amber', ignored: 'gray', failed: 'red' }
