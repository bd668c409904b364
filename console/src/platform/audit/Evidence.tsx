import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../api/definition'
import { RelationName } from '../fields/RelationName'
import { humanize, moment, number } from '../format'
import { href, recordPath, useTenantCode } from '../nav'

type Facts = { count?: number; threshold?: number; window_minutes?: number; first_at?: string; last_at?: string; addresses?: string[]; entries?: string[]; requests?: string[]; finding?: string; text?: string }

/** What a rule found: how much of it, by whom and from where, with the entries that show it. */
export function Evidence({ row }: { row: Row }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const found = (row.evidence ?? {}) as Facts
  const who = /^(?:user|account) ([0-9a-f-]{36})$/.exec(typeof row.subject === 'string' ? row.subject : '')?.[1]
  const facts: [string, ReactNode][] = []
  if (who) facts.push([t('Who'), <RelationName key="who" resource="org.users" id={who} />])
  if (found.count !== undefined) facts.push([t('How often'), t('{{found}} within {{minutes}} minutes; the limit is {{limit}}', { found: number(found.count), minutes: number(found.window_minutes), limit: number(found.threshold) })])
  if (found.first_at && found.last_at) facts.push([t('When'), found.first_at === found.last_at ? moment(found.last_at) : `${moment(found.first_at)} – ${moment(found.last_at)}`])
  if (found.addresses?.length) facts.push([t('From'), found.addresses.join(', ')])
  if (found.finding) facts.push([t('Finding'), humanize(found.finding)])
  if (found.text) facts.push([t('In words'), found.text])
  if (found.entries?.length)
    facts.push([t('Entries'), <ul key="entries" className="space-y-0.5">{found.entries.map(id => <li key={id}><Link to={recordPath(tenant, 'audit.entries', id)} className="font-mono text-xs underline decoration-line-strong underline-offset-3 hover:decoration-current">{id}</Link></li>)}</ul>])
  if (found.requests?.length)
    facts.push([t('Correlation ids'), <ul key="requests" className="space-y-0.5">{found.requests.map(id => <li key={id}><Link to={href(tenant, '/audit/entries')} search={{ q: id } as never} className="font-mono text-xs underline decoration-line-strong underline-offset-3 hover:decoration-current">{id}</Link></li>)}</ul>])
  return (
    <section className="mt-6 max-w-3xl">
      <h2 className="mb-1.5 text-sm font-semibold">{t('Evidence')}</h2>
      <dl>
        {facts.map(([label, value]) => (
          <div key={label} className="grid min-h-[34px] grid-cols-[minmax(104px,24%)_1fr] items-baseline gap-x-3 border-b border-line py-1.5">
            <dt className="text-ink-3">{label}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
