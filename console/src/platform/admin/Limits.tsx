import { useQuery } from '@tanstack/react-query'
import { Gauge } from 'lucide-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type Many } from '../api/client'
import { isApiError } from '../api/errors'
import { Bar } from '../bulk/JobProgress'
import { ago, humanize, moment, number } from '../format'
import { Page } from '../Page'
import { useDefinition } from '../api/resources'
import { listPath, useTenantCode } from '../nav'
import { Badge } from '@/ui/Badge'
import { buttonClass } from '@/ui/Button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'

type Policy = { name: string; about: string; scope: string; amount: number; seconds: number; source: string; per_host: boolean }
type Usage = { policy: string; kind: string | null; who: string | null; tenant: string | null; used: number; most: number; seconds: number; limited: boolean; seen_at: string }

/** What holds, and who is near it. Numbers are set and rules written on the lists beside it in the menu. */
export default function Limits() {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const rules = useDefinition('org.network_rules')
  const policies = useQuery({ queryKey: ['limits'], queryFn: ({ signal }) => get<Many<Policy>>('org/limits', {}, signal), staleTime: 60_000 })
  const usage = useQuery({ queryKey: ['limits', 'usage'], queryFn: ({ signal }) => get<Many<Usage>>('org/limits/usage', {}, signal), refetchInterval: 15_000 })
  const scopes: Record<string, string> = { address: t('network address'), caller: t('user or key'), tenant: t('organisation') }
  const kinds: Record<string, string> = { user: t('user'), key: t('key'), module: t('module'), tenant: t('organisation'), address: t('network address') }
  const sources: Record<string, string> = { product: t('Default'), configuration: t('Configuration'), operator: t('Operator'), organisation: t('Organisation') }
  const span = (seconds: number) => (seconds >= 86_400 ? t('a day') : seconds >= 3600 ? t('an hour') : seconds >= 60 ? t('a minute') : t('a second'))
  if (policies.isError && isApiError(policies.error) && policies.error.status === 403)
    return <Page narrow name={t('Limits')} title={t('Limits')}><ErrorState error={policies.error} /></Page>
  return (
    <Page narrow name={t('Limits')} title={t('Limits')} lead={t('How often requests may come, and who is close to it.')} actions={rules && <Link to={listPath(tenant, rules.key)} className={buttonClass()}>{rules.plural_label}</Link>}>
      <Section title={t('Used now')}>
        {usage.isError ? (
          <ErrorState error={usage.error} onRetry={() => void usage.refetch()} />
        ) : !usage.data ? (
          <Skeleton />
        ) : !usage.data.data.length ? (
          <EmptyState icon={<Gauge size={20} aria-hidden />} title={t('Nobody is near a limit')}>{t('Whoever sends requests appears here for as long as they count.')}</EmptyState>
        ) : (
          <Table heads={[t('Who'), t('Class'), t('Used'), t('State'), t('Last seen')]}>
            {usage.data.data.map(({ id, attributes: one }) => (
              <tr key={id} className="[&>*]:border-b [&>*]:border-line">
                <th scope="row" className="h-11 pr-4 font-medium">
                  {one.who ?? '–'}
                  <span className="block text-xs font-normal text-ink-3">{[one.kind && kinds[one.kind], one.tenant].filter(Boolean).join(' · ')}</span>
                </th>
                <td className="pr-4 text-ink-2">{humanize(one.policy)}</td>
                <td className="w-48 pr-4">
                  <Bar done={Math.min(one.used, one.most)} total={one.most} label={t('Used')} />
                  <span className="nums text-xs text-ink-3">{t('{{done}} of {{total}}', { done: number(one.used), total: number(one.most) })}</span>
                </td>
                <td className="pr-4">{one.limited ? <Badge dot tone="red">{t('Limited')}</Badge> : <Badge dot tone="green">{t('Within')}</Badge>}</td>
                <td className="pr-4 text-ink-2"><time dateTime={one.seen_at} title={moment(one.seen_at)}>{ago(one.seen_at)}</time></td>
              </tr>
            ))}
          </Table>
        )}
      </Section>
      <Section title={t('Limits in force')}>
        {policies.isError ? (
          <ErrorState error={policies.error} onRetry={() => void policies.refetch()} />
        ) : !policies.data ? (
          <Skeleton />
        ) : (
          <Table heads={[t('Class'), t('Requests'), t('Counted per'), t('Set by')]}>
            {policies.data.data.map(({ id, attributes: one }) => (
              <tr key={id} className="[&>*]:border-b [&>*]:border-line">
                <th scope="row" className="py-2 pr-4 font-medium">
                  {humanize(one.name)}
                  <span className="block max-w-md text-xs font-normal text-ink-3">{one.about}</span>
                </th>
                <td className="nums pr-4 whitespace-nowrap">{t('{{amount}} in {{span}}', { amount: number(one.amount), span: span(one.seconds) })}</td>
                <td className="pr-4 text-ink-2">{one.per_host ? t('{{scope}}, per host', { scope: scopes[one.scope] }) : scopes[one.scope]}</td>
                <td className="pr-4 text-ink-2">{sources[one.source]}</td>
              </tr>
            ))}
          </Table>
        )}
      </Section>
    </Page>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="pb-8">
      <h2 className="px-4 pb-2 font-medium sm:px-6">{title}</h2>
      {children}
    </section>
  )
}

function Table({ heads, children }: { heads: string[]; children: ReactNode }) {
  return (
    <div className="relative overflow-x-auto px-4 sm:px-6">
      <table className="w-full text-left max-sm:[&_tbody_tr]:grid max-sm:[&_tbody_tr]:grid-cols-[1fr_auto] max-sm:[&_tbody_tr]:items-center max-sm:[&_tbody_tr]:gap-x-3 max-sm:[&_tbody_tr]:border-b max-sm:[&_tbody_tr]:border-line max-sm:[&_tbody_tr]:py-2 max-sm:[&_td]:border-0 max-sm:[&_td]:w-auto max-sm:[&_td]:p-0 max-sm:[&_td:nth-child(even)]:justify-self-end max-sm:[&_th]:h-auto max-sm:[&_th]:border-0 max-sm:[&_th]:py-0.5 max-sm:[&_thead]:sr-only">
        <thead className="text-xs text-ink-3">
          <tr>{heads.map(head => <th key={head} scope="col" className="h-9 border-b border-line pr-4 font-medium">{head}</th>)}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
