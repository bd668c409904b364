import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type One } from '../api/client'
import { useDefinition } from '../api/resources'
import { moment } from '../format'
import { recordPath, useTenantCode } from '../nav'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { ErrorState, Skeleton } from '@/ui/States'

type Entry = { id: string; action: string; at: string; by: string; reason: string | null }
type Proof = { name: string; state: 'kept' | 'bytes_waiting' | 'destroyed'; key_destroyed_at: string | null; bytes_removed_at: string | null; attempts: number; entries: Entry[] }

/** The proof that a file is gone; it waits for the store to remove the last bytes. */
export function Destruction({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const log = useDefinition('audit.entries')
  const proof = useQuery({
    queryKey: ['file-destruction', id],
    queryFn: ({ signal }) => get<One<Proof>>(`files/files/${id}/destruction`, undefined, signal),
    refetchInterval: query => (query.state.data?.data.attributes.state === 'destroyed' ? false : 1000),
  })
  const it = proof.data?.data.attributes
  const words: Record<string, string> = {
    'files.files.delete': t('Somebody deleted it'), 'files.files.retention': t('The retention deleted it'), 'files.files.discard': t('The upload did not end well'),
    'files.retention.applied': t('Why'), 'files.discard.applied': t('Why'), 'files.files.destroyed': t('The store has no bytes of it'),
  }
  return (
    <Dialog open onOpenChange={onClose} title={t('{{name}} is destroyed', { name })} description={t('Without its key no copy of its bytes can be opened, backups included.')} footer={<Button look="primary" onClick={onClose}>{t('Done')}</Button>}>
      {proof.isError ? (
        <ErrorState error={proof.error} onRetry={() => void proof.refetch()} />
      ) : !it ? (
        <Skeleton rows={3} />
      ) : (
        <>
          <ul className="space-y-2" aria-live="polite">
            <Step done={!!it.key_destroyed_at} at={it.key_destroyed_at}>{t('Key destroyed')}</Step>
            <Step done={!!it.bytes_removed_at} at={it.bytes_removed_at}>{it.bytes_removed_at ? t('Bytes removed from the store') : it.attempts ? t('The store does not answer; it is asked again') : t('Bytes are being removed …')}</Step>
          </ul>
          <h3 className="mt-5 mb-1.5 text-xs font-medium text-ink-3">{t('In the audit log')}</h3>
          <ul className="divide-y divide-line rounded-lg border border-line">
            {it.entries.map(entry => (
              <li key={entry.id} className="px-3 py-2 text-sm">
                <p className="flex flex-wrap gap-x-3">
                  <span className="min-w-0 flex-1">{log ? <Link to={recordPath(tenant, 'audit.entries', entry.id)} search={{ tab: 'proof' } as never} className="underline decoration-line-strong underline-offset-3">{words[entry.action] ?? entry.action}</Link> : (words[entry.action] ?? entry.action)}</span>
                  <time dateTime={entry.at} className="nums text-xs text-ink-3">{moment(entry.at)}</time>
                </p>
                <p className="text-xs text-ink-2">{entry.reason ?? entry.by}</p>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  )
}

function Step({ done, at, children }: { done: boolean; at: string | null; children: ReactNode }) {
  return (
    <li className="flex items-center gap-2.5">
      {done ? <Check size={16} aria-hidden className="shrink-0 text-ok" /> : <LoaderCircle size={16} aria-hidden className="shrink-0 animate-spin text-ink-3" />}
      <span className="min-w-0 flex-1">{children}</span>
      {at && <time dateTime={at} className="nums text-xs text-ink-3">{moment(at)}</time>}
    </li>
  )
}
