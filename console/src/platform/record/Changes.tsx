import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type Definition, type Field, fieldAt } from '../api/definition'
import { Value } from '../fields/Value'
import { humanize } from '../format'

export type Diff = Record<string, { from?: unknown; to?: unknown }>

export function Changes({ changes, definition }: { changes: Diff | null | undefined; definition?: Definition }) {
  const { t } = useTranslation()
  const entries = Object.entries(changes ?? {}).filter(([name]) => !['version', 'updated_at', 'updated_by'].includes(name))
  if (!entries.length) return null
  return (
    <dl className="mt-2 divide-y divide-line overflow-hidden rounded-md border border-line text-xs">
      {entries.map(([name, change]) => {
        const field: Field = (definition && fieldAt(definition, name)) ?? { name, label: humanize(name), kind: typeof change?.to === 'object' && change.to ? 'json' : 'text' }
        return (
          <div key={name} className="grid grid-cols-[minmax(90px,24%)_1fr] gap-x-3 px-2.5 py-1.5">
            <dt className="text-ink-3">{field.label}</dt>
            <dd className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
              <del className="max-w-full text-ink-3 line-through decoration-line-strong"><Value field={field} value={change?.from} plain /></del>
              <ArrowRight size={11} aria-label={t('becomes')} className="shrink-0 text-ink-3" />
              <ins className="max-w-full no-underline"><Value field={field} value={change?.to} plain /></ins>
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
