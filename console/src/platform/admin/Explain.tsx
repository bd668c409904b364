import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { CircleCheck, CircleX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { get, type One } from '../api/client'
import { RelationPicker } from '../fields/RelationPicker'
import { humanize } from '../format'
import { Card, Page, Section } from '../Page'
import { Badge } from '@/ui/Badge'
import { FormRow } from '@/ui/FormRow'
import { ErrorState, Skeleton } from '@/ui/States'
import { usePermissions } from './permissions'

type Consideration = { kind?: string; role?: string; via?: string; code?: string; effect?: string; result?: string; reason?: string; counts?: boolean; why_not?: string | null }
type Explanation = { allowed: boolean; reason: string; deciding?: Consideration | null; considered?: Consideration[] }
type Search = { user?: string; permission?: string; record?: string }

/** Answers "why may (or may not) this person do that", with the rule that decided. */
export default function Explain() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as Search
  const permissions = usePermissions()
  const set = (changes: Search) => void navigate({ to: '.', search: { ...search, ...changes } as never, replace: true })
  const ready = !!search.user && (search.permission?.split(':').length ?? 0) >= 3
  const answer = useQuery({
    queryKey: ['explain', search],
    enabled: ready,
    queryFn: ({ signal }) => get<One<Explanation>>('rbac/explain', { user_id: search.user, permission: search.permission, resource_id: search.record }, signal),
  })
  const it = answer.data?.data.attributes
  return (
    <Page narrow name={t('Explain access')} title={t('Explain access')} lead={t('Why may somebody do something, or why not?')}>
      <div className="max-w-2xl space-y-6 px-4 pb-12 sm:px-6">
        <Card className="grid gap-4 p-5 sm:grid-cols-2">
          <FormRow label={t('Person')}><RelationPicker resource="org.users" value={search.user} onChange={user => set({ user: (user as string | null) ?? undefined })} /></FormRow>
          <FormRow label={t('Permission')}><input className="control font-mono text-xs" list="permissions" placeholder="crm:deals:update" value={search.permission ?? ''} onChange={event => set({ permission: event.target.value || undefined })} /></FormRow>
          <div className="sm:col-span-2"><FormRow label={t('Record id')} hint={t('Only when the rule depends on one record.')}><input className="control font-mono text-xs" value={search.record ?? ''} onChange={event => set({ record: event.target.value || undefined })} /></FormRow></div>
          <datalist id="permissions">{permissions.data?.map(item => <option key={item.code} value={item.code}>{item.label}</option>)}</datalist>
        </Card>
        {!ready ? null : answer.isError ? <ErrorState error={answer.error} /> : !it ? <Skeleton rows={3} /> : (
          <>
            <div role="status" className={`flex gap-3 rounded-xl p-4 ${it.allowed ? 'bg-ok-soft' : 'bg-danger-soft'}`}>
              {it.allowed ? <CircleCheck size={20} aria-hidden className="shrink-0 text-ok" /> : <CircleX size={20} aria-hidden className="shrink-0 text-danger" />}
              <div>
                <p className={`font-semibold ${it.allowed ? 'text-ok' : 'text-danger'}`}>{it.allowed ? t('Allowed') : t('Not allowed')}</p>
                <p className="text-ink-2">{it.reason}</p>
                {it.deciding && <p className="mt-1 text-xs text-ink-2">{[it.deciding.kind && humanize(it.deciding.kind), it.deciding.role, it.deciding.via, it.deciding.code].filter(Boolean).join(' · ')}</p>}
              </div>
            </div>
            {!!it.considered?.length && (
              <Section title={t('What was considered')}>
                <ol className="divide-y divide-line rounded-lg border border-line">
                  {it.considered.map((item, index) => (
                    <li key={index} className="flex flex-wrap items-center gap-x-3 px-3 py-2">
                      <span className="font-medium">{item.role ?? humanize(item.kind ?? '')}</span>
                      <code className="font-mono text-xs text-ink-2">{item.code}</code>
                      {item.via && <span className="text-ink-3">{item.via}</span>}
                      {item.why_not && <span className="text-ink-3">{humanize(item.why_not)}</span>}
                      {(item.effect ?? item.result) && <Badge className="ml-auto" tone={item.effect === 'deny' ? 'red' : item.effect === 'allow' ? 'green' : 'gray'}>{t(item.effect ?? item.result ?? '')}</Badge>}
                    </li>
                  ))}
                </ol>
              </Section>
            )}
          </>
        )}
      </div>
    </Page>
  )
}
