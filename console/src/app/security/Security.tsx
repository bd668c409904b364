import { useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Mail, MessageSquare, Monitor, Plus, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { del } from '@/platform/api/client'
import { devicesQuery, type Factor, factorsQuery, newRecoveryCodes, removeFactor } from '@/platform/api/factors'
import { meQuery } from '@/platform/api/session'
import { ago } from '@/platform/format'
import { Card, Page, Section } from '@/platform/Page'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { ErrorState, Skeleton } from '@/ui/States'
import { confirmed } from '@/ui/confirm'
import { Sessions } from '../profile/Sessions'
import { AddFactor } from './AddFactor'
import { Identities } from './Identities'
import { RecoveryCodes } from './RecoveryCodes'

const icons = { passkey: KeyRound, totp: Smartphone, email: Mail, sms: MessageSquare }
const tell = (error: Error) => void toast.error(error.message)

export default function Security() {
  const { t } = useTranslation()
  return (
    <Page narrow name={t('Security')} title={t('Security')} lead={t('How you prove that it is you.')}>
      <div className="max-w-2xl space-y-8 px-4 pb-12 sm:px-6">
        <Section title={t('Second factors')} hint={t('Asked for after your password. Have two, so that losing one does no harm.')}><Factors /></Section>
        <Section title={t('Recovery codes')} hint={t('For the day you have lost everything else.')}><Recovery /></Section>
        <Section title={t('Linked sign-ins')} hint={t('Identities at other services with which you can sign in here.')}><Identities /></Section>
        <Section title={t('Trusted devices')} hint={t('They need no second factor for a while.')}><Devices /></Section>
        <Section title={t('Sessions')} hint={t('Where you are signed in. End what you do not recognise.')}><Sessions /></Section>
      </div>
    </Page>
  )
}

function Factors() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const factors = useQuery(factorsQuery)
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<Factor>()
  // Codes are shown once: the dialog stays until they are kept.
  const [codes, setCodes] = useState(false)
  const again = async () => {
    setAdding(false)
    setCodes(false)
    setRemoving(undefined)
    await Promise.all([client.invalidateQueries({ queryKey: factorsQuery.queryKey }), client.invalidateQueries({ queryKey: devicesQuery.queryKey }), client.invalidateQueries({ queryKey: meQuery.queryKey })])
  }
  if (factors.isError) return <ErrorState error={factors.error} onRetry={() => void factors.refetch()} />
  if (!factors.data) return <Skeleton rows={2} />
  return (
    <Card>
      {factors.data.factors.length === 0 && <p className="px-4 py-4 text-ink-2">{t('Your account is protected by its password alone.')}</p>}
      <ul>
        {factors.data.factors.map(factor => {
          const Icon = icons[factor.kind]
          return (
            <li key={factor.id} className="flex items-center gap-3 border-line px-4 py-3 not-first:border-t">
              <Icon size={18} aria-hidden className="shrink-0 text-ink-3" />
              <div className="min-w-0 flex-1">
                <p className="truncate font-medium">{factor.name} {factor.hint && <span className="font-normal text-ink-3">{factor.hint}</span>}</p>
                <p className="text-xs text-ink-3">{[t('set up {{when}}', { when: ago(factor.created_at) }), factor.last_used_at && t('used {{when}}', { when: ago(factor.last_used_at) })].filter(Boolean).join(' · ')}</p>
              </div>
              <Button size="sm" aria-label={t('Remove {{name}}', { name: factor.name })} onClick={() => setRemoving(factor)}>{t('Remove')}</Button>
            </li>
          )
        })}
      </ul>
      <div className="border-t border-line p-2 text-right"><Button size="sm" look="ghost" icon={<Plus size={14} aria-hidden />} onClick={() => setAdding(true)}>{t('Add a factor')}</Button></div>
      <Dialog open={adding} onOpenChange={open => !codes && setAdding(open)} title={codes ? t('Recovery codes') : t('Set up a second factor')}>{adding && <AddFactor onCodes={() => setCodes(true)} onDone={again} />}</Dialog>
      <Dialog
        open={!!removing}
        onOpenChange={open => !open && setRemoving(undefined)}
        title={t('Remove {{name}}', { name: removing?.name })}
        description={t('You will not be asked for it any more.')}
        footer={<><Button onClick={() => setRemoving(undefined)}>{t('Cancel')}</Button><Button look="danger" onClick={() => void removeFactor(removing!.id).then(again).catch(tell)}>{t('Remove')}</Button></>}
      >{null}</Dialog>
    </Card>
  )
}

function Recovery() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const factors = useQuery(factorsQuery)
  const [codes, setCodes] = useState<string[]>()
  const kept = async () => {
    setCodes(undefined)
    await client.invalidateQueries({ queryKey: factorsQuery.queryKey })
  }
  if (!factors.data) return factors.isError ? null : <Skeleton rows={1} />
  const left = factors.data.recovery_codes
  return (
    <Card className="flex items-center gap-3 p-4">
      <p className="min-w-0 flex-1">{factors.data.factors.length === 0 ? t('They come with your first second factor.') : t('{{count}} codes are left.', { count: left })} {left > 0 && left < 4 && <Badge tone="amber">{t('Few')}</Badge>}</p>
      {factors.data.factors.length > 0 && <Button size="sm" onClick={() => void confirmed(t('Make new codes? Those you have stop working.'), t('Make new ones'), () => newRecoveryCodes().then(setCodes).catch(tell), 'primary')}>{t('Make new ones')}</Button>}
      <Dialog open={!!codes} onOpenChange={() => undefined} title={t('Recovery codes')}>{codes && <RecoveryCodes codes={codes} onKept={kept} />}</Dialog>
    </Card>
  )
}

function Devices() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const devices = useQuery(devicesQuery)
  const revoke = (path: string) => del(path).then(() => client.invalidateQueries({ queryKey: devicesQuery.queryKey })).catch(tell)
  if (devices.isError) return <ErrorState error={devices.error} onRetry={() => void devices.refetch()} />
  if (!devices.data) return <Skeleton rows={1} />
  return (
    <Card>
      {devices.data.length === 0 && <p className="px-4 py-4 text-ink-2">{t('No device is trusted.')}</p>}
      <ul>
        {devices.data.map(({ id, attributes: device }) => (
          <li key={id} className="flex items-center gap-3 border-line px-4 py-3 not-first:border-t">
            <Monitor size={18} aria-hidden className="shrink-0 text-ink-3" />
            <div className="min-w-0 flex-1">
              <p className="font-medium">{device.device} {device.current && <Badge tone="green" className="ml-1">{t('This one')}</Badge>}</p>
              <p className="text-xs text-ink-3">{[device.ip, t('used {{when}}', { when: ago(device.last_used_at) }), t('trusted until {{when}}', { when: new Date(device.expires_at).toLocaleDateString() })].filter(Boolean).join(' · ')}</p>
            </div>
            <Button size="sm" onClick={() => void revoke(`auth/devices/${id}`)}>{t('End')}</Button>
          </li>
        ))}
      </ul>
    </Card>
  )
}
