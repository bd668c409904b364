import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { type ColumnDef, getCoreRowModel, useReactTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import { type Definition, type Field, fieldAt, type Row } from '../api/definition'
import { useKeys } from '../keys'
import { undoLast, useInlineSave } from '../record/useSave'
import { Button } from '@/ui/Button'
import { Checkbox } from '@/ui/Checkbox'
import { Footer } from './Footer'
import { HeaderCell } from './HeaderCell'
import { ListRow } from './ListRow'
import type { ListControl } from './useListState'
import type { Selection } from './useSelection'
import { useWidths } from './useWidths'

const rowHeight = 37

type Props = {
  definition: Definition
  control: ListControl
  rows: Item<Row>[]
  included: ReadonlyMap<string, Item>
  selection: Selection
  total?: number
  pages: UseInfiniteQueryResult
  peek?: string
  onPeek: (id: string | undefined) => void
  onOpen: (id: string) => void
  onEdit: (id: string) => void
}

export type Column = { path: string; field: Field }

export function Table({ definition, control, rows, included, selection, total, pages, peek, onPeek, onOpen, onEdit }: Props) {
  const { t } = useTranslation()
  const { state, update } = control
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(-1)
  const [widths, setWidths] = useWidths(definition.key, control.view?.definition.widths)
  const save = useInlineSave(definition)
  const shown = useMemo(() => state.columns.map(path => ({ path, field: fieldAt(definition, path) })).filter((column): column is Column => !!column.field), [definition, state.columns])
  const columns = useMemo<ColumnDef<Item<Row>>[]>(() => shown.map((column, index) => ({ id: column.path, size: index === 0 ? 240 : sizeOf(column.field), minSize: 70, maxSize: 640 })), [shown])
  const table = useReactTable({
    data: rows, columns, getRowId: row => row.id, getCoreRowModel: getCoreRowModel(),
    state: { columnSizing: widths }, onColumnSizingChange: setWidths, columnResizeMode: 'onChange', enableColumnResizing: true,
  })
  // A short list renders whole; the window only pays off above a hundred rows.
  const virtual = rows.length > 100
  const window = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 14, enabled: virtual })
  const items = virtual ? window.getVirtualItems() : undefined
  const visible = items ? items.map(item => item.index) : rows.map((_, index) => index)
  const above = items?.[0]?.start ?? 0
  const below = items ? window.getTotalSize() - (items.at(-1)?.end ?? 0) : 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  const end = visible.at(-1) ?? 0
  useEffect(() => {
    if (virtual && hasNextPage && !isFetchingNextPage && end > rows.length - 20) void fetchNextPage()
  }, [virtual, end, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage])

  const ids = useMemo(() => rows.map(row => row.id), [rows])
  const focus = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index))
    setActive(next)
    if (virtual) window.scrollToIndex(next)
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus({ preventScroll: virtual }))
    if (peek && rows[next]) onPeek(rows[next].id)
  }
  const current = rows[active]
  const onRow = (event: KeyboardEvent) => !(event.target instanceof HTMLElement) || !event.target.closest('button,a,input')
  useKeys({
    j: () => focus(active + 1),
    k: () => focus(active - 1),
    arrowdown: event => (onRow(event) ? focus(active + 1) : undefined),
    arrowup: event => (onRow(event) ? focus(active - 1) : undefined),
    x: () => current && selection.toggle(current.id),
    'shift+x': () => current && selection.range(ids, current.id),
    space: event => (onRow(event) && current ? onPeek(peek === current.id ? undefined : current.id) : (event.target as HTMLElement).click()),
    enter: event => (onRow(event) ? current && onOpen(current.id) : (event.target as HTMLElement).click()),
    e: () => current && definition.can.update && onEdit(current.id),
    'mod+z': undoLast,
    escape: () => (peek ? onPeek(undefined) : selection.clear()),
  })

  const every = rows.length > 0 && rows.every(row => selection.ids.has(row.id))
  const selectable = !!definition.can.bulk
  return (
    <div ref={scroller} data-scroll-restoration-id="list" className="min-h-0 flex-1 overflow-auto" aria-busy={pages.isFetching || undefined}>
      <table className="w-full table-fixed border-separate border-spacing-0 text-left" style={{ minWidth: table.getTotalSize() + 48 }} aria-rowcount={total}>
        <caption className="sr-only">{definition.plural_label}</caption>
        <colgroup>
          <col style={{ width: 48 }} />
          {table.getAllLeafColumns().map(column => <col key={column.id} style={{ width: column.getSize() }} />)}
          <col />
        </colgroup>
        <thead className="sticky top-0 z-20">
          <tr>
            <th scope="col" className="sticky left-0 z-20 h-9 w-12 border-b border-line bg-panel pl-4 sm:pl-6">
              {selectable && <Checkbox aria-label={t('Select all loaded rows')} checked={every || selection.all} indeterminate={!every && selection.ids.size > 0} onChange={event => selection.setMany(ids, event.target.checked)} />}
            </th>
            {table.getHeaderGroups()[0].headers.map((header, index) => (
              <HeaderCell key={header.id} header={header} column={shown[index]} first={index === 0} sort={state.sort} onSort={sort => update({ sort })} columns={state.columns} onColumns={next => update({ columns: next })} />
            ))}
            {/* Takes what is left, so that the columns keep the width they were given. */}
            <td aria-hidden className="border-b border-line bg-panel" />
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden><td style={{ height: above }} colSpan={shown.length + 2} /></tr>}
          {visible.map(index => {
            const row = rows[index]
            return row && (
              <ListRow key={row.id} index={index} item={row} columns={shown} definition={definition} included={included} active={index === active} peeked={row.id === peek} selected={selection.all || selection.ids.has(row.id)} selectable={selectable} onActive={setActive} onToggle={selection.toggle} onRange={selection.range} ids={ids} onOpen={onOpen} onSave={save} />
            )
          })}
          {below > 0 && <tr aria-hidden><td style={{ height: below }} colSpan={shown.length + 2} /></tr>}
          {!virtual && hasNextPage && (
            <tr>
              <td colSpan={shown.length + 2} className="py-3 pl-4 sm:pl-6">
                <Button size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('Load more')}</Button>
              </td>
            </tr>
          )}
        </tbody>
        <Footer definition={definition} columns={shown} state={state} shown={rows.length} total={total} />
      </table>
    </div>
  )
}

function sizeOf(field: Field): number {
  switch (field.kind) {
    case 'boolean': return 90
    case 'integer': case 'decimal': return 120
    case 'date': case 'timestamp': return 130
    case 'money': return 150
    case 'enum': return 140
    case 'email': case 'url': return 210
    case 'json': case 'long_text': return 240
    default: return 170
  }
}
