import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Siren } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { get, type Many, post } from '../api/client'
import { may, useMe } from '../api/session'
import { ago, moment } from '../format'
import { Card, Section } from '../Page'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'

type Access = { user_id: string; user_name: string; reason: string; started_at: string; expires_at: string; ended_at?: string | null; active: boolean }

export function Emergency() {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const list = useQuery({ queryKey: ['security', 'emergency'], queryFn: ({ signal }) => get<Many<Access>>('security/break_glass', undefined, signal) })
  const changed = () => Promise.all([['security', 'emergency'], ['ui-context'], ['me'], ['definitions'], ['resource']].map(queryKey => client.invalidateQueries({ queryKey })))
  const end = (id: string) => post(`security/break_glass/${id}/end`).then(changed).catch((error: Error) => toast.error(error.message))
  const action = may(me, 'security:break_glass:use') && <Button size="sm" look="danger" icon={<Siren size={13} aria-hidden />} onClick={() => setAsking(true)}>{t('Take emergency access')}</Button>
  return (
    <Section title={t('Emergency access')} action={action} hint={t('Opens health information at once, for a while. The administrators are told, and every record opened is reported.')}>
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton rows={3} />
      ) : !list.data.data.length ? (
        <EmptyState icon={<Siren size={20} aria-hidden />} title={t('Nobody has taken it')}>{t('What is taken appears here with its reason.')}</EmptyState>
      ) : (
        <Card>
          <ul>
            {list.data.data.map(({ id, attributes: one }) => (
              <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line px-4 py-3 not-first:border-t">
                <div className="min-w-0 flex-1 basis-60">
                  <p className="font-medium">{one.user_name}</p>
                  <p className="text-ink-2 break-words">{one.reason}</p>
                </div>
                <time className="text-xs text-ink-3" dateTime={one.started_at} title={moment(one.started_at)}>{ago(one.started_at)}</time>
                <Badge dot tone={one.active ? 'red' : 'gray'}>{one.active ? t('On until {{at}}', { at: moment(one.expires_at) }) : t('Ended')}</Badge>
                {one.active && <Button size="sm" onClick={() => void end(id)}>{t('End')}</Button>}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {asking && <BeginDialog onClose={() => setAsking(false)} onDone={changed} />}
    </Section>
  )
}

function BeginDialog({ onClose, onDone }: { onClose: () => void; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [minutes, setMinutes] = useState(60)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const begin = async () => {
    setBusy(true)
    try {
      await post('security/break_glass', { reason, minutes })
      await onDone()
      onClose()
    } catch (failure) {
      setError((failure as Error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog open onOpenChange={onClose} title={t('Take emergency access')} description={t('Only when somebody would come to harm otherwise. Every administrator is told now.')} footer={<><Button onClick={onClose}>{t('Cancel')}</Button><Button look="danger" busy={busy} onClick={() => void begin()}>{t('Take it')}</Button></>}>
      <div className="space-y-4">
        <FormRow label={t('What is the emergency?')} required error={error}>
          <textarea className="control min-h-20" autoFocus maxLength={500} value={reason} onChange={event => setReason(event.target.value)} />
        </FormRow>
        <FormRow label={t('For how many minutes')}>
          <input type="number" className="control w-28" min={1} max={240} value={minutes} onChange={event => setMinutes(Number(event.target.value))} />
        </FormRow>
      </div>
    </Dialog>
  )
}
