import { number } from '../format'

export type Minute = { at: string; requests: number; errors: number; per_second: number; p50: number | null; p95: number | null; p99: number | null }
export type ClassRow = { class: string; requests: number; errors: number; p50: number | null; p95: number | null; p99: number | null }
export type Queues = {
  jobs_queued: number; jobs_running: number; jobs_failed: number; jobs_oldest_wait: number
  events_waiting: number; events_lag: number; events_dead: number
  webhooks_waiting: number; webhooks_dead: number; hooks_waiting: number; hooks_parked: number; database_size: number
}
export type Host = { host: string; seen_at: string; started_at: string; version: string; state: string; cpu: number; memory: number; connections_used: number; connections_idle: number; requests_running: number; silent: boolean }
export type Sample = { minute: string; host: string; cpu: number; memory: number; connections_used: number; connections_idle: number }
export type Breach = { tenant_id: string; code: string; name: string; objective: 'availability' | 'latency'; since: string; until: string | null; promised: number; measured: number }
export type Uptime = { since: string | null; minutes: number; minutes_up: number; target_percent: number; percent: number | null; budget_minutes: number; spent_minutes: number; left_minutes: number }
export type Observation = { at: string; minutes: Minute[]; classes: ClassRow[]; queues: Queues; hosts: Host[]; samples: Sample[]; breaches: Breach[]; uptime: Uptime }

export type Numbers = {
  people: number; people_active: number; apps: number; requests: number; errors: number; p95: number | null; jobs_waiting: number; jobs_failed: number
  events_waiting: number; events_dead: number; webhooks_waiting: number; webhooks_dead: number; files: number; file_bytes: number
}
export type Service = { hours: number; requests: number; promised_availability: number; availability: number | null; promised_p95: number; p95: number | null; measured: boolean; misses_availability: boolean; misses_latency: boolean }
export type Organisation = { id: string; code: string | null; name: string | null; status: string | null; figures: Numbers; service: Service | null }
export type Monitoring = { hours: number; totals: Numbers; tenants: Organisation[] }

export type Finding = { id: string; area: string; title: string; state: 'ok' | 'warning' | 'failed'; seen: string; remedy: string | null; milliseconds: number }

export const ms = (value: number | null | undefined) => (value === null || value === undefined ? '–' : value >= 1000 ? `${number(value / 1000, 1)} s` : `${number(value, value > 0 && value < 10 ? 1 : 0)} ms`)
export const percent = (share: number | null | undefined, digits = 0) => (share === null || share === undefined ? '–' : `${number(share, digits)} %`)
export { sizeOf as bytes } from '../format'
export const seconds = (value: number) => (value >= 3600 ? `${number(value / 3600, 1)} h` : value >= 60 ? `${number(value / 60, 0)} min` : `${number(value, value > 0 && value < 10 ? 1 : 0)} s`)
export const clock = (value: string) => new Date(value).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })

/** One row per minute with a column per host, as charts want it. */
export function byMinute(samples: Sample[], pick: (sample: Sample) => number): { rows: Record<string, string | number>[]; hosts: string[] } {
  const hosts = [...new Set(samples.map(sample => sample.host))].slice(0, 6)
  const rows = new Map<string, Record<string, string | number>>()
  for (const sample of samples) {
    if (!hosts.includes(sample.host)) continue
    const row = rows.get(sample.minute) ?? { name: clock(sample.minute) }
    row[sample.host] = pick(sample)
    rows.set(sample.minute, row)
  }
  return { rows: [...rows.values()], hosts }
}
