import { Link } from '@tanstack/react-router'
import clsx from 'clsx'
import { Pencil } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import { type Definition, type Row, titleOf, valueAt } from '../api/definition'
import { FieldInput } from '../fields/FieldInput'
import { Value } from '../fields/Value'
import { isMasked } from '../security/context'
import { recordPath, useTenantCode } from '../nav'
import { isNumeric } from './HeaderCell'
import type { Column } from './Table'

type Props = {
  first: boolean
  column: Column
  item: Item<Row>
  definition: Definition
  included: ReadonlyMap<string, Item>
  className: string
  active: boolean
  onOpen: (id: string) => void
  onSave: (id: string, row: Row, patch: Row) => Promise<void>
}

const instant = new Set(['enum', 'relation', 'boolean'])
const never = new Set(['json', 'file', 'long_text'])

export const patchOf = (path: string, value: unknown): Row => (path.startsWith('custom.') ? { custom: { [path.slice(7)]: value } } : { [path]: value })

export function Cell({ first, column, item, definition, included, className, active, onOpen, onSave }: Props) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const { field, path } = column
  const value = valueAt(item.attributes, path)
  const [draft, setDraft] = useState<{ value: unknown }>()
  const editable = !!definition.can.update && !field.read_only && !never.has(field.kind) && !isMasked(value) && !item.attributes.deleted_at
  const commit = (next: unknown) => {
    setDraft(undefined)
    if (JSON.stringify(next ?? null) !== JSON.stringify(value ?? null)) void onSave(item.id, item.attributes, patchOf(path, next))
  }
  const key = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape') setDraft(undefined)
    if (event.key === 'Enter' && draft && !instant.has(field.kind)) commit(draft.value)
  }
  const base = clsx('relative h-[37px] max-w-0 border-b border-line px-2.5', className, isNumeric(field.kind) && 'text-right', first && 'sticky left-12 z-10 border-r text-left font-normal')
  if (draft)
    return (
      <td className={clsx(base, 'z-10 overflow-visible px-1')} onKeyDown={key} onBlur={event => !instant.has(field.kind) && !event.currentTarget.contains(event.relatedTarget) && commit(draft.value)}>
        <div className="min-w-36">
          <FieldInput autoFocus aria-label={field.label} field={field} value={draft.value} onChange={next => (instant.has(field.kind) ? commit(next) : setDraft({ value: next }))} />
        </div>
      </td>
    )
  const start = () => editable && setDraft({ value })
  const inner = first ? (
    <Link to={recordPath(tenant, definition.key, item.id)} tabIndex={-1} className="truncate font-medium decoration-line-strong underline-offset-3 hover:underline" onClick={event => { if (!event.metaKey && !event.ctrlKey) { event.preventDefault(); onOpen(item.id) } }}>
      {path === definition.title_field || value === null || value === undefined ? titleOf(definition, item.attributes, item.id) : <Value field={field} value={value} included={included} plain />}
    </Link>
  ) : definition.key === 'audit.entries' && path === definition.title_field ? (
    <span className="truncate">{titleOf(definition, item.attributes, item.id)}</span>
  ) : (
    <Value field={field} value={value} included={included} at={{ resource: definition.key, id: item.id }} />
  )
  const body = (
    <div className={clsx('flex min-w-0 items-center', isNumeric(field.kind) && 'justify-end')}>
      {inner}
      {editable && (
        <button
          type="button"
          aria-label={t('Edit {{name}}', { name: field.label })}
          tabIndex={active ? 0 : -1}
          onClick={start}
          className="absolute top-1.5 right-1 hidden size-6 place-items-center rounded-md border border-line bg-raised text-ink-3 shadow-sm group-hover:[td:hover>div>&]:grid group-hover:[th:hover>div>&]:grid hover:text-ink focus-visible:grid"
        >
          <Pencil size={12} aria-hidden />
        </button>
      )}
    </div>
  )
  return first ? <th scope="row" className={base} onDoubleClick={start}>{body}</th> : <td className={base} onDoubleClick={start}>{body}</td>
}
