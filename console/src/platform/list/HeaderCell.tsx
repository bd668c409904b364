import type { Header } from '@tanstack/react-table'
import clsx from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import type { Row } from '../api/definition'
import type { Column } from './Table'

export const isNumeric = (kind: string) => kind === 'money' || kind === 'integer' || kind === 'decimal'

type Props = {
  header: Header<Item<Row>, unknown>
  column: Column
  first: boolean
  sort: string
  onSort: (sort: string) => void
  columns: string[]
  onColumns: (columns: string[]) => void
}

/** A click sorts, Shift-click adds a second order, dragging the edge resizes, dragging the cell reorders. */
export function HeaderCell({ header, column, first, sort, onSort, columns, onColumns }: Props) {
  const { t } = useTranslation()
  const { path, field } = column
  const parts = sort.split(',').filter(Boolean)
  const mine = parts.find(part => part.replace(/^-/, '') === path)
  const direction = mine ? (mine.startsWith('-') ? 'descending' : 'ascending') : undefined
  const toggle = (add: boolean) => {
    const next = direction === 'ascending' ? `-${path}` : direction === 'descending' && parts.length === 1 ? path : path
    onSort(add ? [...parts.filter(part => part.replace(/^-/, '') !== path), next].join(',') : next)
  }
  const move = (from: string) => {
    const rest = columns.filter(name => name !== from)
    rest.splice(rest.indexOf(path) + (columns.indexOf(from) < columns.indexOf(path) ? 1 : 0), 0, from)
    onColumns(rest)
  }
  const resize = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    event.stopPropagation()
    const size = Math.max(70, header.getSize() + (event.key === 'ArrowLeft' ? -16 : 16))
    header.getContext().table.setColumnSizing(old => ({ ...old, [path]: size }))
  }
  return (
    <th
      scope="col"
      aria-sort={direction ?? (field.sortable === false ? undefined : 'none')}
      className={clsx('group/head relative h-9 border-b border-line bg-panel px-2.5 text-xs font-medium text-ink-3', first && 'sticky left-12 z-20 border-r', isNumeric(field.kind) && 'text-right')}
      draggable={!first}
      onDragStart={event => event.dataTransfer.setData('text/column', path)}
      onDragOver={event => !first && event.dataTransfer.types.includes('text/column') && event.preventDefault()}
      onDrop={event => { const from = event.dataTransfer.getData('text/column'); if (from && from !== path) move(from) }}
    >
      {field.sortable === false ? (
        <span className="truncate">{field.label}</span>
      ) : (
        <button type="button" onClick={event => toggle(event.shiftKey)} className={clsx('inline-flex max-w-full items-center gap-1 rounded-sm hover:text-ink', direction && 'text-ink')} title={t('Sort by {{name}}', { name: field.label })}>
          <span className="truncate">{field.label}</span>
          {direction === 'ascending' && <ArrowUp size={12} aria-hidden />}
          {direction === 'descending' && <ArrowDown size={12} aria-hidden />}
        </button>
      )}
      <button
        type="button"
        aria-label={t('Width of {{name}}', { name: field.label })}
        draggable
        onDragStart={event => { event.preventDefault(); event.stopPropagation() }}
        onMouseDown={header.getResizeHandler()}
        onTouchStart={header.getResizeHandler()}
        onKeyDown={resize}
        className={clsx('absolute top-1.5 -right-px bottom-1.5 z-10 w-[3px] cursor-col-resize touch-none rounded-full bg-line-strong opacity-0 group-hover/head:opacity-100 focus-visible:opacity-100', header.column.getIsResizing() && 'bg-accent opacity-100')}
      />
    </th>
  )
}
