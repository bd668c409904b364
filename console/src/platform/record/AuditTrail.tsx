import { useTranslation } from 'react-i18next'
import type { Definition } from '../api/definition'
import { useDefinition, useRows } from '../api/resources'
import { actionWords } from '../audit/words'
import { Badge, toneOf } from '@/ui/Badge'
import { ErrorState, Skeleton } from '@/ui/States'
import { Changes, type Diff } from './Changes'
import { Entry } from './Entry'

export function AuditTrail({ definition, id }: { definition: Definition; id: string }) {
  const { t } = useTranslation()
  const audit = useDefinition('audit.entries')
  const rows = useRows(audit, { filter: JSON.stringify({ and: [{ field: 'resource', op: 'eq', value: definition.key }, { field: 'resource_id', op: 'eq', value: id }] }), sort: '-at', limit: 50 })
  if (rows.isError) return <ErrorState error={rows.error} onRetry={() => void rows.refetch()} />
  if (!rows.data) return <Skeleton rows={4} />
  if (!rows.data.data.length) return <p className="text-ink-3">{t('Nothing is recorded about this record yet.')}</p>
  return (
    <ol className="max-w-3xl">
      {rows.data.data.map(({ id: key, attributes: row }) => (
        <Entry
          key={key}
          who={row.actor_name as string}
          at={row.at as string}
          what={<><span className="font-medium">{(row.actor_name as string) ?? t('System')}</span> <span className="text-ink-2" title={row.action as string}>{actionWords(row.action as string)}</span></>}
          action={<Badge tone={toneOf(undefined, row.result as string)}>{t(row.result as string)}</Badge>}
        >
          <Changes changes={row.changes as Diff} definition={definition} />
          {!!row.request_id && <p className="mt-1 font-mono text-2xs text-ink-3">{row.request_id as string}</p>}
        </Entry>
      ))}
    </ol>
  )
}
