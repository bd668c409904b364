import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { get, type Item, type Many, post } from '../api/client'
import type { Money } from '../api/definition'
import { may, useMe } from '../api/session'
import { humanize, money, number } from '../format'
import { Card, Page } from '../Page'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { Icon } from '@/ui/Icon'
import { ErrorState, Skeleton } from '@/ui/States'
import { confirmed } from '@/ui/confirm'

type Plan = { id: string; name: string; price: Money | null; features?: string[]; limits?: Record<string, unknown> }
type App = { features?: { id: string; name: string }[] | null; name: string; description?: string; version?: string; icon?: string; plans?: Plan[]; subscribed: boolean | null; plan?: string | null; built: boolean }

export default function Apps() {
  const { t } = useTranslation()
  const list = useQuery({ queryKey: ['catalogue'], queryFn: ({ signal }) => get<Many<App>>('catalogue', undefined, signal) })
  const search = useSearch({ strict: false }) as { app?: string }
  const [open, setOpen] = useState(search.app)
  const current = list.data?.data.find(item => item.id === open)
  return (
    <Page narrow name={t('Apps')} title={t('Apps')} lead={t('What your organisation uses, and what it could.')}>
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton />
      ) : (
        <ul className="grid gap-3 px-4 pb-12 sm:grid-cols-2 sm:px-6 lg:grid-cols-3">
          {list.data.data.map(item => (
            <li key={item.id}>
              <button type="button" onClick={() => setOpen(item.id)} className={`flex h-full w-full flex-col rounded-xl border border-line bg-panel p-4 text-left transition-colors hover:border-line-strong hover:bg-sunken ${item.attributes.built ? '' : 'border-dashed'}`}>
                <span className="flex w-full items-center gap-3">
                  <span className="grid size-9 place-items-center rounded-lg bg-accent-soft text-accent-ink"><Icon name={item.attributes.icon} size={18} /></span>
                  <span className="flex-1 truncate text-base font-semibold">{item.attributes.name}</span>
                  {item.attributes.subscribed ? <Badge tone="green" dot>{t('In use')}</Badge> : !item.attributes.built && <Badge>{t('Later')}</Badge>}
                </span>
                <span className="mt-2.5 line-clamp-3 text-ink-2">{item.attributes.description}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {current && <AppDialog item={current} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

function AppDialog({ item, onClose }: { item: Item<App>; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = useMe()
  const [busy, setBusy] = useState<string>()
  const app = item.attributes
  const allowed = may(me, 'org:subscriptions:manage')
  const act = async (path: string, body: object, done: string) => {
    setBusy(path + JSON.stringify(body))
    try {
      await post(`catalogue/${item.id}/${path}`, body)
      await client.invalidateQueries()
      toast.success(done)
      onClose()
    } catch (error) {
      toast.error((error as Error).message)
    } finally {
      setBusy(undefined)
    }
  }
  return (
    <Dialog open wide onOpenChange={onClose} title={app.name} description={app.description} footer={app.subscribed && allowed ? <Button look="danger" busy={busy?.startsWith('unsubscribe')} onClick={() => void confirmed(t('End the use of {{name}}? The data is kept.', { name: app.name }), t('End the subscription'), () => act('unsubscribe', {}, t('{{name}} is switched off', { name: app.name })))}>{t('End the subscription')}</Button> : undefined}>
      {!app.built && <p className="mb-3 rounded-md bg-warn-soft px-3 py-2 text-warn">{t('This app is planned and cannot be switched on yet.')}</p>}
      <div className="grid gap-3 sm:grid-cols-2">
        {(app.plans ?? []).map(plan => {
          const mine = app.subscribed && app.plan === plan.id
          return (
            <Card key={plan.id} className={`flex flex-col p-4 ${mine ? 'border-accent' : ''}`}>
              <h3 className="flex items-center font-semibold">{plan.name} {mine && <Badge tone="teal" className="ml-auto">{t('Your plan')}</Badge>}</h3>
              <p className="nums mt-1 text-xl font-semibold tracking-tight">{!plan.price ? t('On request') : Number(plan.price.amount) === 0 ? t('Free') : <>{money(plan.price)} <span className="text-xs font-normal text-ink-3">{t('per month')}</span></>}</p>
              <ul className="mt-3 flex-1 space-y-1.5">
                {(plan.features ?? []).map(feature => <li key={feature} className="flex gap-2"><Check size={14} aria-hidden className="mt-0.5 shrink-0 text-accent" />{app.features?.find(item => item.id === feature)?.name ?? humanize(feature)}</li>)}
                {Object.entries(plan.limits ?? {}).map(([name, limit]) => <li key={name} className="text-xs text-ink-3">{humanize(name)}: <span className="nums">{limit === null ? t('unlimited') : number(limit)}</span></li>)}
              </ul>
              {allowed && app.built && !mine && <Button look={app.subscribed ? 'secondary' : 'primary'} className="mt-4" busy={busy === 'subscribe' + JSON.stringify({ plan: plan.id })} onClick={() => void act('subscribe', { plan: plan.id }, t('{{name}} is ready', { name: app.name }))}>{app.subscribed ? t('Change to {{name}}', { name: plan.name }) : t('Use {{name}}', { name: app.name })}</Button>}
            </Card>
          )
        })}
      </div>
      {!allowed && <p className="mt-4 text-xs text-ink-3">{t('Changing subscriptions needs the permission {{code}}.', { code: 'org:subscriptions:manage' })}</p>}
    </Dialog>
  )
}
