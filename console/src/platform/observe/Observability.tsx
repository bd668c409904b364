import { useQuery } from '@tanstack/react-query'
import { Activity } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type One } from '../api/client'
import { number } from '../format'
import { Page, Section } from '../Page'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'
import { Tabs } from '@/ui/Tabs'
import { byMinute, bytes, clock, ms, type Observation, percent, seconds } from './model'
import { Organisations } from './Organisations'
import { Panel } from './Panel'
import { Breaches, Classes, Hosts } from './Tables'

/** How the installation does, for its operator; everything on it is at most two seconds old. */
export default function Observability() {
  const { t } = useTranslation()
  const [tab, setTab] = useState('now')
  return (
    <Page name={t('Observability')} title={t('Observability')} lead={t('What the installation does right now, over all hosts.')}>
      <div className="px-4 pb-8 sm:px-6">
        <Tabs
          label={t('Observability')}
          value={tab}
          onChange={setTab}
          tabs={[{ id: 'now', label: t('Now'), content: <Now /> }, { id: 'organisations', label: t('Organisations'), content: <Organisations /> }]}
        />
      </div>
    </Page>
  )
}

function Now() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: ['observability'], queryFn: ({ signal }) => get<One<Observation>>('platform/observability', { minutes: 60 }, signal), refetchInterval: 1_000 })
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <Skeleton rows={10} />
  const it = query.data.data.attributes
  const rows = it.minutes.map(minute => ({ ...minute, name: clock(minute.at) }))
  const last = it.minutes[it.minutes.length - 1]
  const cpu = byMinute(it.samples, sample => sample.cpu * 100)
  const memory = byMinute(it.samples, sample => sample.memory)
  const pool = byMinute(it.samples, sample => sample.connections_used)
  const busy = it.minutes.some(minute => minute.requests > 0)
  const sum = (pick: (host: Observation['hosts'][number]) => number) => it.hosts.filter(host => !host.silent).reduce((total, host) => total + pick(host), 0)
  return (
    <div className="space-y-6">
      <Tiles observation={it} />
      <div className="grid gap-4 lg:grid-cols-2 2xl:grid-cols-3">
        <Panel title={t('Requests per second')} now={number(last.per_second, 1)} rows={rows} lines={[{ key: 'per_second', label: t('Requests') }]} show={value => number(value, value > 0 && value < 10 ? 1 : 0)} empty={t('No request within the hour.')} />
        <Panel title={t('Answer time')} now={t('P95 {{value}}', { value: ms(last.p95) })} rows={rows} lines={[{ key: 'p50', label: 'P50' }, { key: 'p95', label: 'P95' }, { key: 'p99', label: 'P99' }]} show={ms} empty={t('No request within the hour.')} />
        <Panel title={t('Failures per minute')} now={number(last.errors)} rows={rows} lines={[{ key: 'errors', label: t('Failures'), tone: 'danger' }]} show={value => number(value, 0)} empty={t('Nothing failed within the hour.')} />
        <Panel title={t('Processor')} now={percent((sum(host => host.cpu) / Math.max(1, it.hosts.filter(host => !host.silent).length)) * 100)} rows={cpu.rows} lines={cpu.hosts.map(host => ({ key: host, label: host }))} show={value => percent(value)} most={100} empty={t('No host has told anything yet.')} />
        <Panel title={t('Memory')} now={bytes(sum(host => host.memory))} rows={memory.rows} lines={memory.hosts.map(host => ({ key: host, label: host }))} show={bytes} empty={t('No host has told anything yet.')} />
        <Panel title={t('Database connections in use')} now={number(sum(host => host.connections_used))} rows={pool.rows} lines={pool.hosts.map(host => ({ key: host, label: host }))} show={value => number(value, 0)} empty={t('No connection was in use when hosts looked.')} />
      </div>
      <Section title={t('Requests by class')} hint={t('Within the hour. The class of an endpoint decides its limits too.')}>
        {busy ? <Classes rows={it.classes} /> : <EmptyState icon={<Activity size={20} aria-hidden />} title={t('No request within the hour.')}>{t('Figures appear within two seconds of the first.')}</EmptyState>}
      </Section>
      <Section title={t('Hosts')}><Hosts rows={it.hosts} /></Section>
      <Section title={t('Promises')} hint={t('What was promised to an organisation and not kept within seven days. The settings sla.* say what is promised.')}>
        {it.breaches.length ? <Breaches rows={it.breaches} /> : <p className="rounded-xl border border-line bg-panel p-4 text-ink-2">{t('Every promise was kept.')}</p>}
      </Section>
    </div>
  )
}

function Tiles({ observation: { queues, uptime } }: { observation: Observation }) {
  const { t } = useTranslation()
  const tiles: { label: string; value: string; more: string; loud?: boolean }[] = [
    { label: t('Uptime'), value: percent(uptime.percent, 3), more: uptime.budget_minutes > 0 ? t('{{left}} of {{all}} min left at {{target}} %', { left: number(uptime.left_minutes, 1), all: number(uptime.budget_minutes, 1), target: number(uptime.target_percent) }) : t('The first minutes are still being watched'), loud: uptime.left_minutes < 0 },
    { label: t('Jobs'), value: number(queues.jobs_queued + queues.jobs_running), more: t('{{failed}} failed within an hour, oldest waits {{time}}', { failed: number(queues.jobs_failed), time: seconds(queues.jobs_oldest_wait) }), loud: queues.jobs_failed > 5 || queues.jobs_oldest_wait > 300 },
    { label: t('Events waiting'), value: number(queues.events_waiting), more: t('{{lag}} behind, {{dead}} set aside', { lag: seconds(queues.events_lag), dead: number(queues.events_dead) }), loud: queues.events_dead > 0 || queues.events_lag > 120 },
    { label: t('Webhooks waiting'), value: number(queues.webhooks_waiting + queues.hooks_waiting), more: t('{{dead}} given up, {{parked}} parked', { dead: number(queues.webhooks_dead), parked: number(queues.hooks_parked) }), loud: queues.webhooks_dead > 0 },
  ]
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line lg:grid-cols-4">
      {tiles.map(tile => (
        <div key={tile.label} className="min-w-0 bg-panel p-4">
          <dt className="truncate text-xs text-ink-3">{tile.label}</dt>
          <dd>
            <span className={`nums block text-2xl font-semibold tracking-tight ${tile.loud ? 'text-danger' : ''}`}>{tile.value}</span>
            <span className="mt-0.5 block text-xs text-ink-2">{tile.more}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
