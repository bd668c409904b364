import { useQuery } from '@tanstack/react-query'
import { get, type Many } from '../api/client'
import type { Tone } from '@/ui/Badge'

export type Endpoint = {
  url: string; description: string | null; events: string[]; enabled: boolean; disabled_reason: string | null
  header_names: string[]; old_secret_until: string | null; version: number; created_at: string; updated_by: string | null
}
export type Delivery = { endpoint_id: string; event_id: string; type: string; state: 'waiting' | 'delivered' | 'dead'; attempts: number; status: number | null; error: string | null; next_at: string | null; created_at: string; delivered_at: string | null }
export type Attempt = { at: string; status: number | null; milliseconds: number; response: string | null; error: string | null }
export type EventType = { module: string; module_name: string; label: string; fields: string[] }
export type Secret = { secret: string; url: string; old_secret_until?: string | null }

export const endpointsKey = ['webhooks', 'endpoints']
export const useEndpoints = () => useQuery({ queryKey: endpointsKey, queryFn: ({ signal }) => get<Many<Endpoint>>('webhooks/endpoints', { limit: 200, sort: 'created_at' }, signal) })
export const useEventTypes = () => useQuery({ queryKey: ['webhooks', 'types'], queryFn: ({ signal }) => get<Many<EventType>>('webhooks/event_types', undefined, signal), staleTime: 300_000 })

export const stateTone: Record<string, Tone> = { waiting: 'amber', delivered: 'green', dead: 'red' }
export const matches = (pattern: string, type: string) => (pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type)
