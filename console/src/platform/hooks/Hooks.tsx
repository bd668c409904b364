import { useNavigate, useSearch } from '@tanstack/react-router'
import { Inbox, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import { may, useMe } from '../api/session'
import { Page } from '../Page'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'
import { kindName, type Source, useSources } from './model'
import { SourceDialog } from './SourceDialog'
import { SourceSheet } from './SourceSheet'

/** Systems that send us events: their addresses, how they are checked, and everything that arrived. */
export default function Hooks() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const me = useMe()
  const list = useSources()
  const search = useSearch({ strict: false }) as { source?: string }
  const [adding, setAdding] = useState(false)
  const open = (source?: string) => void navigate({ to: '.', search: { source } as never, replace: !source })
  const current = list.data?.data.find(item => item.id === search.source)
  const add = may(me, 'hooks:sources:create') && <Button look="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setAdding(true)}>{t('Add source')}</Button>
  return (
    <Page narrow name={t('Incoming webhooks')} title={t('Incoming webhooks')} lead={t('Other systems send their events here. Each request is checked, kept as it came, and handed on.')} actions={!!list.data?.data.length && add}>
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton />
      ) : !list.data.data.length ? (
        <EmptyState icon={<Inbox size={20} aria-hidden />} title={t('No sources yet')} actions={add || undefined}>{t('A source has an address of its own that you enter at Stripe, Twilio and others.')}</EmptyState>
      ) : (
        <ul className="grid gap-2 px-4 pb-12 sm:px-6">
          {list.data.data.map(item => <li key={item.id}><Row item={item} onOpen={() => open(item.id)} /></li>)}
        </ul>
      )}
      {adding && <SourceDialog onClose={() => setAdding(false)} onCreated={id => { setAdding(false); open(id) }} />}
      {current && <SourceSheet item={current} onClose={() => open()} />}
    </Page>
  )
}

function Row({ item, onOpen }: { item: Item<Source>; onOpen: () => void }) {
  const { t } = useTranslation()
  const it = item.attributes
  return (
    <button type="button" onClick={onOpen} className="flex w-full flex-wrap items-center gap-x-4 gap-y-2 rounded-xl border border-line bg-panel px-4 py-3 text-left transition-colors hover:border-line-strong hover:bg-sunken">
      <span className="min-w-0 flex-1 basis-48">
        <span className="block truncate font-medium">{it.name}</span>
        <code className="block truncate font-mono text-xs text-ink-2">/hooks/{it.code}/…</code>
      </span>
      <Badge tone={it.kind === 'none' ? 'amber' : 'blue'}>{it.kind === 'none' ? t('Not verified') : kindName(it.kind)}</Badge>
      <Badge dot tone={it.enabled ? 'green' : 'gray'}>{it.enabled ? t('Enabled') : t('Disabled')}</Badge>
    </button>
  )
}
