import { useQueryClient } from '@tanstack/react-query'
import { FlaskConical, KeyRound, Pencil, Power, RotateCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { api, type Item, type One, patch, post } from '../api/client'
import { may, useMe } from '../api/session'
import { moment } from '../format'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { confirmed } from '@/ui/confirm'
import { Deliveries } from './Deliveries'
import { EndpointDialog } from './EndpointDialog'
import type { Endpoint, Secret } from './model'
import { ReplayDialog } from './ReplayDialog'

/** One endpoint: what it gets, what came of it, and what can be done. */
export function EndpointSheet({ item, onClose, onSecret }: { item: Item<Endpoint>; onClose: () => void; onSecret: (secret: Secret) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = useMe()
  const [doing, setDoing] = useState<string>()
  const [dialog, setDialog] = useState<'edit' | 'replay'>()
  const it = item.attributes
  const path = `webhooks/endpoints/${item.id}`
  const act = async (name: string, what: () => Promise<unknown>, done?: string) => {
    setDoing(name)
    try {
      await what()
      if (done) toast.success(done)
    } catch (error) {
      toast.error((error as Error).message)
    } finally {
      setDoing(undefined)
      await client.invalidateQueries({ queryKey: ['webhooks'] })
    }
  }
  const change = may(me, 'webhooks:endpoints:update')
  return (
    <Dialog open side wide onOpenChange={onClose} title={<span className="font-mono text-base break-all">{it.url}</span>} description={it.description ?? undefined}>
      <div className="flex flex-wrap items-center gap-2">
        <Badge dot tone={it.enabled ? 'green' : 'gray'}>{it.enabled ? t('Enabled') : t('Disabled')}</Badge>
        {it.events.map(event => <Badge key={event}><code className="font-mono">{event}</code></Badge>)}
        {it.header_names.map(name => <Badge key={name} tone="violet">{name}</Badge>)}
      </div>
      {it.disabled_reason && <p role="status" className="mt-3 rounded-md bg-warn-soft px-3 py-2 text-warn">{it.disabled_reason} {t('What waits is sent when it is enabled again.')}</p>}
      {it.old_secret_until && new Date(it.old_secret_until) > new Date() && <p className="mt-3 text-xs text-ink-2">{t('Until {{at}} the old secret signs as well.', { at: moment(it.old_secret_until) })}</p>}
      <div className="mt-4 flex flex-wrap gap-2">
        {may(me, 'webhooks:endpoints:test') && <Button size="sm" icon={<FlaskConical size={13} aria-hidden />} disabled={!it.enabled} busy={doing === 'test'} onClick={() => void act('test', () => post(`${path}/test`), t('A test is on its way'))}>{t('Send a test')}</Button>}
        {may(me, 'webhooks:endpoints:replay') && <Button size="sm" icon={<RotateCcw size={13} aria-hidden />} disabled={!it.enabled} onClick={() => setDialog('replay')}>{t('Replay')}</Button>}
        {change && <Button size="sm" icon={<Pencil size={13} aria-hidden />} onClick={() => setDialog('edit')}>{t('Change')}</Button>}
        {change && <Button size="sm" icon={<KeyRound size={13} aria-hidden />} busy={doing === 'rotate'} onClick={() => void confirmed(t('Make a new secret? The old one signs for 24 more hours.'), t('Rotate secret'), () => act('rotate', async () => onSecret((await post<One<Secret>>(`${path}/rotate`)).data.attributes)), 'primary')}>{t('Rotate secret')}</Button>}
        {change && <Button size="sm" icon={<Power size={13} aria-hidden />} busy={doing === 'power'} onClick={() => void act('power', () => patch(path, { enabled: !it.enabled }, it.version))}>{it.enabled ? t('Disable') : t('Enable')}</Button>}
        {may(me, 'webhooks:endpoints:delete') && <Button size="sm" look="danger" icon={<Trash2 size={13} aria-hidden />} busy={doing === 'delete'} onClick={() => void confirmed(t('Delete this endpoint? Nothing is sent to it any more.'), t('Delete'), () => act('delete', () => api(path, { method: 'DELETE', ifMatch: it.version }).then(onClose)))}>{t('Delete')}</Button>}
      </div>
      <Deliveries endpoint={item.id} />
      {dialog === 'edit' && <EndpointDialog item={item} onClose={() => setDialog(undefined)} />}
      {dialog === 'replay' && <ReplayDialog path={path} choices={[['dead', t('Only what was given up')], ['all', t('Everything, delivered events too')]]} onClose={() => setDialog(undefined)} />}
    </Dialog>
  )
}
