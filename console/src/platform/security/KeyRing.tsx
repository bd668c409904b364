import { useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { get, type Item, type Many, type One, post } from '../api/client'
import { may, useMe } from '../api/session'
import { type Job, JobProgress } from '../bulk/JobProgress'
import { ago, humanize, moment } from '../format'
import { Card, Section } from '../Page'
import { Badge, type Tone } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'

type Key = { kind: 'data' | 'index'; number: number; state: 'active' | 'retired' | 'destroyed'; root: string; created_at: string; retired_at?: string | null; destroyed_at?: string | null }

const tones: Record<Key['state'], Tone> = { active: 'green', retired: 'gray', destroyed: 'red' }

export function KeyRing() {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const [job, setJob] = useState<Item<Job>>()
  const [busy, setBusy] = useState(false)
  const keys = useQuery({ queryKey: ['security', 'keys'], queryFn: ({ signal }) => get<Many<Key>>('security/keys', undefined, signal) })
  const rotate = async () => {
    setBusy(true)
    try {
      setJob((await post<One<Job>>('security/keys/rotate')).data)
      await client.invalidateQueries({ queryKey: ['security', 'keys'] })
    } catch (failure) {
      toast.error((failure as Error).message)
    }
    setBusy(false)
  }
  const action = may(me, 'security:keys:rotate') && <Button size="sm" busy={busy} icon={<RotateCw size={13} aria-hidden />} onClick={() => void rotate()}>{t('Rotate')}</Button>
  return (
    <Section title={t('Key ring')} action={action} hint={t('Encrypted fields are sealed with the active key. A rotation makes a new one and seals everything anew while you go on working.')}>
      {job && <Card className="mb-4 px-4"><JobProgress job={job} /></Card>}
      {keys.isError ? (
        <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />
      ) : !keys.data ? (
        <Skeleton rows={3} />
      ) : !keys.data.data.length ? (
        <EmptyState icon={<KeyRound size={20} aria-hidden />} title={t('No keys yet')}>{t('They are made when something is encrypted for the first time.')}</EmptyState>
      ) : (
        <Card>
          <ul>
            {keys.data.data.map(({ id, attributes: key }) => (
              <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line px-4 py-3 not-first:border-t">
                <div className="min-w-0 flex-1 basis-52">
                  <p className="font-medium">{key.kind === 'data' ? t('Data key {{number}}', { number: key.number }) : t('Look-up key {{number}}', { number: key.number })}</p>
                  <p className="truncate font-mono text-2xs text-ink-3">{id} · {key.root}</p>
                </div>
                <time className="text-xs text-ink-3" dateTime={key.created_at} title={moment(key.created_at)}>{ago(key.created_at)}</time>
                <Badge dot tone={tones[key.state]}>{t(humanize(key.state))}</Badge>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Section>
  )
}
