import { useNavigate, useSearch } from '@tanstack/react-router'
import { Plus, Webhook } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import { may, useMe } from '../api/session'
import { Page } from '../Page'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'
import { EndpointDialog } from './EndpointDialog'
import { EndpointSheet } from './EndpointSheet'
import { type Endpoint, type Secret, useEndpoints } from './model'
import { SecretDialog } from './SecretDialog'

/** Where events are sent: endpoints, how they do, and everything that was sent. */
export default function Webhooks() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const me = useMe()
  const list = useEndpoints()
  const search = useSearch({ strict: false }) as { endpoint?: string }
  const [adding, setAdding] = useState(false)
  const [secret, setSecret] = useState<Secret & { then?: string }>()
  const open = (endpoint?: string) => void navigate({ to: '.', search: { endpoint } as never, replace: !endpoint })
  const current = list.data?.data.find(item => item.id === search.endpoint)
  const add = may(me, 'webhooks:endpoints:create') && <Button look="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setAdding(true)}>{t('Add endpoint')}</Button>
  return (
    <Page narrow name={t('Webhooks')} title={t('Webhooks')} lead={t('Tell other systems what happens here, signed and tried again until they have it.')} actions={!!list.data?.data.length && add}>
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton />
      ) : !list.data.data.length ? (
        <EmptyState icon={<Webhook size={20} aria-hidden />} title={t('No endpoints yet')} actions={add || undefined}>{t('An endpoint is an address of yours that receives events as they happen.')}</EmptyState>
      ) : (
        <ul className="grid gap-2 px-4 pb-12 sm:px-6">
          {list.data.data.map(item => <li key={item.id}><Row item={item} onOpen={() => open(item.id)} /></li>)}
        </ul>
      )}
      {adding && <EndpointDialog onClose={() => setAdding(false)} onCreated={(id, made) => { setAdding(false); setSecret({ ...made, then: id }) }} />}
      {current && <EndpointSheet item={current} onClose={() => open()} onSecret={setSecret} />}
      {secret && <SecretDialog secret={secret} onClose={() => { setSecret(undefined); if (secret.then) open(secret.then) }} />}
    </Page>
  )
}

function Row({ item, onOpen }: { item: Item<Endpoint>; onOpen: () => void }) {
  const { t } = useTranslation()
  const it = item.attributes
  return (
    <button type="button" onClick={onOpen} className="flex w-full flex-wrap items-center gap-x-4 gap-y-2 rounded-xl border border-line bg-panel px-4 py-3 text-left transition-colors hover:border-line-strong hover:bg-sunken">
      <span className="min-w-0 flex-1 basis-64">
        <span className="block truncate font-mono text-sm font-medium">{it.url}</span>
        <span className="block truncate text-xs text-ink-2">{it.disabled_reason ?? it.description ?? t('No description')}</span>
      </span>
      <span className="flex max-w-full flex-wrap items-center gap-1.5">
        {it.events.slice(0, 3).map(event => <Badge key={event}><code className="font-mono">{event}</code></Badge>)}
        {it.events.length > 3 && <span className="text-xs text-ink-3">{t('and {{count}} more', { count: it.events.length - 3 })}</span>}
      </span>
      <Badge dot tone={it.enabled ? 'green' : 'gray'}>{it.enabled ? t('Enabled') : t('Disabled')}</Badge>
    </button>
  )
}
