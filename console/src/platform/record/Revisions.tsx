import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { get, type Many, post } from '../api/client'
import type { Definition, Row } from '../api/definition'
import { keyOf } from '../api/resources'
import { humanize } from '../format'
import { Button } from '@/ui/Button'
import { ErrorState, Skeleton } from '@/ui/States'
import { Changes, type Diff } from './Changes'
import { Entry } from './Entry'

type Revision = { version: number; at: string; actor_id?: string; actor_name?: string; action: string; changes: Diff }

export function Revisions({ definition, id, current }: { definition: Definition; id: string; current: Row }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const list = useQuery({ queryKey: keyOf(definition.key, 'revisions', id), queryFn: ({ signal }) => get<Many<Revision>>(`${definition.path}/${id}/revisions`, { limit: 100 }, signal) })
  const revert = (version: number) =>
    post(`${definition.path}/${id}/revert`, { version })
      .then(() => {
        void client.invalidateQueries({ queryKey: keyOf(definition.key) })
        toast.success(t('Back to version {{version}}', { version }))
      })
      .catch((error: Error) => toast.error(error.message))
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Skeleton rows={4} />
  if (!list.data.data.length) return <p className="text-ink-3">{t('No revisions are kept yet.')}</p>
  return (
    <ol className="max-w-3xl">
      {list.data.data.map(({ id: key, attributes: revision }) => (
        <Entry
          key={key}
          who={revision.actor_name}
          at={revision.at}
          what={<><span className="font-medium">{revision.actor_name ?? t('System')}</span> <span className="text-ink-2">{t(humanize(revision.action))}</span> <span className="nums text-xs text-ink-3">v{revision.version}</span></>}
          action={definition.can.update && revision.version !== current.version && <Button look="ghost" size="sm" onClick={() => void revert(revision.version)}>{t('Go back to this')}</Button>}
        >
          <Changes changes={revision.changes} definition={definition} />
        </Entry>
      ))}
    </ol>
  )
}
