import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, CircleDashed, LoaderCircle, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type Many } from '../api/client'
import { may, useMe } from '../api/session'
import type { Row } from '../api/definition'
import { keyOf } from '../api/resources'
import { date, humanize } from '../format'
import { Section } from '../Page'
import { Badge } from '@/ui/Badge'
import { ErrorState, Skeleton } from '@/ui/States'
import type { Setting } from './setting'
import { SettingDialog } from './SettingDialog'
import { SettingLine } from './SettingLine'

type Step = { name: string; state: string; error?: string | null }
type Subscription = { module: string; name?: string | null; starts_at?: string; ends_at?: string | null; plan?: string | null; status?: string }

export default function TenantOperations({ id, row }: { id: string; row: Row }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const steps = (row.provisioning as { steps?: Step[] } | null)?.steps ?? []
  const waiting = row.status === 'provisioning'
  const list = useQuery({ queryKey: keyOf('platform.tenants', 'subscriptions', id), queryFn: ({ signal }) => get<Many<Subscription>>(`platform/tenants/${id}/subscriptions`, undefined, signal) })
  useEffect(() => {
    if (!waiting) return
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: keyOf('platform.tenants') }), 1500)
    return () => clearInterval(timer)
  }, [waiting, client])
  return (
    <div className="max-w-2xl space-y-8">
      {steps.length > 0 && (
        <Section title={t('Provisioning')}>
          <ol className="divide-y divide-line rounded-lg border border-line">
            {steps.map(step => (
              <li key={step.name} className="flex items-center gap-3 px-3 py-2.5">
                <StepIcon state={step.state} />
                <span className="flex-1">{humanize(step.name)}{step.error && <span className="block text-xs text-danger">{step.error}</span>}</span>
                <span className="text-xs text-ink-3">{t(humanize(step.state))}</span>
              </li>
            ))}
          </ol>
        </Section>
      )}
      <Section title={t('Subscriptions')}>
        {list.isError ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : !list.data ? (
          <Skeleton rows={2} />
        ) : list.data.data.length ? (
          <ul className="divide-y divide-line rounded-lg border border-line">
            {list.data.data.map(({ id: key, attributes: it }) => (
              <li key={key} className="flex items-center gap-3 px-3 py-2.5">
                <span className="font-medium">{it.name ?? humanize(it.module)}</span>
                {it.plan && <Badge tone="teal">{humanize(it.plan)}</Badge>}
                {it.status && it.status !== 'active' && <Badge tone="amber">{humanize(it.status)}</Badge>}
                {it.starts_at && <span className="ml-auto text-xs text-ink-3">{t('since {{when}}', { when: date(it.starts_at) })}</span>}
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-ink-3">{t('No app is subscribed. Use the command Subscribe above.')}</p>
        )}
      </Section>
      <Given id={id} />
    </div>
  )
}

/** Settings that the organisation sees and only the operator changes, such as what it is promised. */
function Given({ id }: { id: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<string>()
  const base = `platform/tenants/${id}/settings`
  const mayChange = may(useMe(), 'platform:tenants:update')
  const list = useQuery({ queryKey: ['settings', base], queryFn: ({ signal }) => get<Many<Setting>>(base, undefined, signal) })
  const current = list.data?.data.find(item => item.id === open)
  return (
    <Section title={t('Promises and other settings of yours')} hint={t('The organisation sees them and cannot change them.')}>
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton rows={3} />
      ) : (
        <ul className="rounded-lg border border-line">{list.data.data.map(item => <SettingLine key={item.id} setting={item.attributes} readOnly={!mayChange} onOpen={() => setOpen(item.id)} />)}</ul>
      )}
      {current && <SettingDialog setting={current.attributes} base={base} readOnly={!mayChange} onClose={() => setOpen(undefined)} />}
    </Section>
  )
}

function StepIcon({ state }: { state: string }) {
  if (['succeeded', 'done', 'ok', 'completed'].includes(state)) return <Check size={16} aria-hidden className="text-ok" />
  if (state === 'failed') return <X size={16} aria-hidden className="text-danger" />
  if (state === 'running') return <LoaderCircle size={16} aria-hidden className="animate-spin text-accent" />
  return <CircleDashed size={16} aria-hidden className="text-ink-3" />
}
