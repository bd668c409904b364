import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { get, type Item } from '../api/client'
import type { Definition } from '../api/definition'
import { keyOf } from '../api/resources'
import { RelationName } from '../fields/RelationName'
import { humanize } from '../format'
import { recordPath, useTenantCode } from '../nav'
import { Icon } from '@/ui/Icon'
import { ErrorState, Skeleton } from '@/ui/States'
import { Changes, type Diff } from './Changes'
import { Entry } from './Entry'

type Happening = { at: string; kind?: string; title?: string; subject?: string; label?: string; body?: string | null; summary?: string | null; actor_name?: string | null; actor_id?: string | null; resource?: string | null; resource_id?: string | null; changes?: Diff }

const icons: Record<string, string> = { call: 'phone', mail: 'mail', email: 'mail', meeting: 'users', task: 'list-checks', note: 'file-text', deal: 'handshake', stage_move: 'arrow-left-right', move: 'arrow-left-right', change: 'history', created: 'star', audit: 'history' }

export function Timeline({ definition, id }: { definition: Definition; id: string }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const list = useQuery({
    queryKey: keyOf(definition.key, 'timeline', id),
    queryFn: ({ signal }) => get<{ data: (Item<Happening> | (Happening & { id?: string }))[] }>(`${definition.module}/records/${definition.plural}/${id}/timeline`, { limit: 50 }, signal),
  })
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Skeleton rows={5} />
  const entries = list.data.data.map(item => ('attributes' in item ? item.attributes : item))
  if (!entries.length) return <p className="text-ink-3">{t('Nothing has happened here yet. Calls, mails, meetings and changes appear in time order.')}</p>
  return (
    <ol className="max-w-3xl">
      {entries.map((entry, index) => {
        const title = entry.title ?? entry.subject ?? entry.label ?? humanize(entry.kind ?? '')
        const target = entry.resource && entry.resource_id && entry.resource_id !== id ? recordPath(tenant, entry.resource, entry.resource_id) : undefined
        return (
          <Entry key={index} icon={<Icon name={icons[entry.kind ?? ''] ?? 'history'} size={13} />} who={entry.actor_name} at={entry.at} what={target ? <Link to={target} className="font-medium hover:underline">{title}</Link> : <span className="font-medium">{title}</span>}>
            {entry.actor_id && <p className="text-xs text-ink-3"><RelationName resource="org.users" id={entry.actor_id} plain /></p>}
            {(entry.body ?? entry.summary) && <p className="mt-1 whitespace-pre-wrap text-ink-2">{entry.body ?? entry.summary}</p>}
            <Changes changes={entry.changes} definition={definition} />
          </Entry>
        )
      })}
    </ol>
  )
}
