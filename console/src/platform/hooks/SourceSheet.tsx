import { useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Link2, Power, RotateCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { api, get, type Item, type Many, type One, patch, post } from '../api/client'
import { may, useMe } from '../api/session'
import { ago, moment, number } from '../format'
import { ReplayDialog } from '../webhooks/ReplayDialog'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { CopyField } from '@/ui/CopyField'
import { Dialog } from '@/ui/Dialog'
import { confirmed } from '@/ui/confirm'
import { kindName, type Refusal, type Source } from './model'
import { Requests } from './Requests'
import { SecretField } from './SecretField'

/** One source: its address, what was refused, and what arrived. */
export function SourceSheet({ item, onClose }: { item: Item<Source>; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = useMe()
  const [doing, setDoing] = useState<string>()
  const [dialog, setDialog] = useState<'secret' | 'replay'>()
  const it = item.attributes
  const path = `hooks/sources/${item.id}`
  const change = may(me, 'hooks:sources:update')
  const address = useQuery({ queryKey: ['hooks', 'address', item.id], enabled: may(me, 'hooks:sources:address'), queryFn: ({ signal }) => get<One<{ url: string }>>(`${path}/address`, undefined, signal) })
  const refusals = useQuery({ queryKey: ['hooks', 'refusals', item.id], queryFn: ({ signal }) => get<Many<Refusal>>(`${path}/refusals`, undefined, signal), refetchInterval: 10_000 })
  const act = async (name: string, what: () => Promise<unknown>) => {
    setDoing(name)
    await what().catch((error: Error) => toast.error(error.message))
    setDoing(undefined)
    await client.invalidateQueries({ queryKey: ['hooks'] })
  }
  return (
    <Dialog open side wide onOpenChange={onClose} title={it.name} description={it.kind === 'none' ? t('Not verified: whoever knows the address can send.') : t('Verified as {{kind}}', { kind: kindName(it.kind) })}>
      {address.data && <CopyField label={t('Address for the sender')} value={address.data.data.attributes.url} />}
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Badge dot tone={it.enabled ? 'green' : 'gray'}>{it.enabled ? t('Enabled') : t('Disabled')}</Badge>
        {may(me, 'hooks:sources:replay') && <Button size="sm" icon={<RotateCcw size={13} aria-hidden />} onClick={() => setDialog('replay')}>{t('Replay')}</Button>}
        {change && it.kind !== 'none' && <Button size="sm" icon={<KeyRound size={13} aria-hidden />} onClick={() => setDialog('secret')}>{t('Set secret')}</Button>}
        {change && <Button size="sm" icon={<Link2 size={13} aria-hidden />} busy={doing === 'renew'} onClick={() => void confirmed(t('The old address stops working at once. Go on?'), t('New address'), () => act('renew', () => post(`${path}/renew_address`)))}>{t('New address')}</Button>}
        {change && <Button size="sm" icon={<Power size={13} aria-hidden />} busy={doing === 'power'} onClick={() => void act('power', () => patch(path, { enabled: !it.enabled }, it.version))}>{it.enabled ? t('Disable') : t('Enable')}</Button>}
        {may(me, 'hooks:sources:delete') && <Button size="sm" look="danger" icon={<Trash2 size={13} aria-hidden />} busy={doing === 'delete'} onClick={() => void confirmed(t('Delete this source? Its address stops working at once.'), t('Delete'), () => act('delete', () => api(path, { method: 'DELETE', ifMatch: it.version }).then(onClose)))}>{t('Delete')}</Button>}
      </div>
      {!!refusals.data?.data.length && (
        <section className="mt-5">
          <h2 className="mb-2 text-sm font-semibold">{t('Refused')}</h2>
          <ul className="divide-y divide-line rounded-lg border border-line">
            {refusals.data.data.map(({ id, attributes: refusal }) => (
              <li key={id} className="flex flex-wrap items-center gap-x-3 px-3 py-2"><span className="min-w-0 flex-1">{refusal.reason}</span><span className="nums text-ink-2">{number(refusal.count)} ×</span><time dateTime={refusal.last_at} title={moment(refusal.last_at)} className="text-xs text-ink-3">{ago(refusal.last_at)}</time></li>
            ))}
          </ul>
        </section>
      )}
      <Requests source={item.id} />
      {dialog === 'secret' && <SecretField path={path} onClose={() => setDialog(undefined)} />}
      {dialog === 'replay' && <ReplayDialog path={path} choices={[['parked', t('Only parked ones')], ['failed', t('Only failed ones')], ['all', t('Everything, processed ones too')]]} onClose={() => setDialog(undefined)} />}
    </Dialog>
  )
}
