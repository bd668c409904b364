import { useQuery, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type Many } from '../api/client'
import { may, useMe } from '../api/session'
import { ago, moment } from '../format'
import { Card, Section } from '../Page'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'
import { SecretDialog } from './SecretDialog'

export type Version = { version: number; created_at: string; created_by: string; usable_until?: string | null; usable: boolean }
export type Secret = { name: string; description?: string | null; version: number; lease_seconds: number; updated_at: string; updated_by: string; reference: string; versions: Version[] }

export function Secrets() {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const [open, setOpen] = useState<string>()
  const list = useQuery({ queryKey: ['security', 'secrets'], queryFn: ({ signal }) => get<Many<Secret>>('security/secrets', undefined, signal) })
  const writes = may(me, 'security:secrets:update')
  const action = writes && <Button size="sm" icon={<Plus size={13} aria-hidden />} onClick={() => setOpen('')}>{t('New secret')}</Button>
  return (
    <Section title={t('Secrets')} action={action} hint={t('Settings refer to a secret by its name; the value is filled in when it is used.')}>
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton rows={4} />
      ) : !list.data.data.length ? (
        <EmptyState icon={<KeyRound size={20} aria-hidden />} title={t('No secrets yet')}>{t('Passwords and tokens of other systems belong here.')}</EmptyState>
      ) : (
        <Card>
          <ul>
            {list.data.data.map(({ id, attributes: secret }) => (
              <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line px-4 py-3 not-first:border-t">
                <div className="min-w-0 flex-1 basis-60">
                  <p className="font-mono text-sm font-medium break-all">{secret.name}</p>
                  {secret.description && <p className="text-xs text-ink-3">{secret.description}</p>}
                </div>
                <time className="text-xs text-ink-3" dateTime={secret.updated_at} title={moment(secret.updated_at)}>{t('{{by}}, {{when}}', { by: secret.updated_by, when: ago(secret.updated_at) })}</time>
                <Badge>{t('Version {{number}}', { number: secret.version })}</Badge>
                <Button look="ghost" size="sm" onClick={() => setOpen(secret.name)}>{t('Open')}</Button>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {open !== undefined && <SecretDialog name={open} writes={writes} onClose={() => { setOpen(undefined); void client.invalidateQueries({ queryKey: ['security', 'secrets'] }) }} />}
    </Section>
  )
}
