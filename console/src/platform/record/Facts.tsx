import { Lock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import { type Definition, type Field, pathOf, type Row, valueAt } from '../api/definition'
import { Value } from '../fields/Value'
import { isSealed } from '../security/context'
import { Changes, type Diff } from './Changes'

type Props = { definition: Definition; id?: string; row: Row; included?: ReadonlyMap<string, Item>; paths?: string[]; columns?: boolean }

const system = new Set(['created_at', 'created_by', 'updated_at', 'updated_by', 'client_id', 'version', 'deleted_at'])
const isDiff = (value: unknown): value is Diff => !!value && typeof value === 'object' && !Array.isArray(value) && Object.values(value).length > 0 && Object.values(value).every(item => !!item && typeof item === 'object' && ('from' in item || 'to' in item))
const blank = (value: unknown) => value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)

export function Facts({ definition, id, row, included, paths, columns }: Props) {
  const { t } = useTranslation()
  const fields = definition.fields.filter(field => !field.hidden && (!paths || paths.includes(pathOf(field))))
  const own = (field: Field) => (system.has(field.name) ? t('About this record') : (field.section ?? ''))
  const sections = [...new Set(fields.map(own))].sort((a, b) => Number(a === t('About this record')) - Number(b === t('About this record')))
  return (
    <div className="space-y-6">
      {sections.map(section => (
        <section key={section}>
          {section && <h3 className="mb-1.5 text-xs font-medium text-ink-3">{section}</h3>}
          <dl className={columns ? 'grid grid-cols-1 gap-x-10 md:grid-cols-2' : ''}>
            {fields.filter(field => own(field) === section).map(field => <Fact key={field.name} field={field} value={valueAt(row, pathOf(field))} included={included} columns={columns} at={id ? { resource: definition.key, id } : undefined} />)}
          </dl>
        </section>
      ))}
    </div>
  )
}

type FactProps = { field: Field; value: unknown; included?: ReadonlyMap<string, Item>; columns?: boolean; at?: { resource: string; id: string } }

function Fact({ field, value, included, columns, at }: FactProps) {
  const { t } = useTranslation()
  const block = !blank(value) && (field.kind === 'long_text' || field.kind === 'json')
  return (
    <div className={`grid min-h-[34px] items-baseline gap-x-3 border-b border-line py-1.5 ${block && columns ? 'grid-cols-[minmax(104px,34%)_1fr] md:col-span-2 md:grid-cols-[calc(17%-7px)_1fr]' : 'grid-cols-[minmax(104px,34%)_1fr]'}`}>
      <dt className="text-ink-3">{field.label}{isSealed(field) && <Lock size={11} className="ml-1 inline align-baseline" aria-label={t('Stored encrypted')} />}</dt>
      <dd className="min-w-0 break-words">{isDiff(value) ? <Changes changes={value} /> : <Value field={field} value={value} included={included} at={at} long />}</dd>
    </div>
  )
}
