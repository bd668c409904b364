import clsx from 'clsx'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import { type Definition, type Row, titleOf } from '../api/definition'
import { Checkbox } from '@/ui/Checkbox'
import { Cell } from './Cell'
import type { Column } from './Table'

type Props = {
  index: number
  item: Item<Row>
  columns: Column[]
  definition: Definition
  included: ReadonlyMap<string, Item>
  active: boolean
  peeked: boolean
  selected: boolean
  selectable: boolean
  ids: string[]
  onActive: (index: number) => void
  onToggle: (id: string) => void
  onRange: (ids: string[], to: string) => void
  onOpen: (id: string) => void
  onSave: (id: string, row: Row, patch: Row) => Promise<void>
}

export const ListRow = memo(function ListRow({ index, item, columns, definition, included, active, peeked, selected, selectable, ids, onActive, onToggle, onRange, onOpen, onSave }: Props) {
  const { t } = useTranslation()
  const name = titleOf(definition, item.attributes, item.id)
  const tone = selected ? 'bg-accent-soft' : peeked ? 'bg-sunken' : 'bg-panel group-hover:bg-sunken'
  return (
    <tr
      data-row={index}
      tabIndex={active || (index === 0 && !active) ? 0 : -1}
      aria-rowindex={index + 2}
      aria-selected={selectable ? selected : undefined}
      onFocus={event => event.target === event.currentTarget && onActive(index)}
      className="group outline-none focus-visible:[&>td]:bg-accent-soft focus-visible:[&>th]:bg-accent-soft [&:focus-visible>td:first-child]:shadow-[inset_2px_0_0_var(--accent)]"
    >
      <td className={clsx('sticky left-0 z-10 h-[37px] border-b border-line pl-4 sm:pl-6', tone)}>
        {selectable && (
          <Checkbox
            aria-label={t('Select {{name}}', { name })}
            checked={selected}
            tabIndex={-1}
            onChange={() => undefined}
            onClick={event => (event.shiftKey ? onRange(ids, item.id) : onToggle(item.id))}
          />
        )}
      </td>
      {columns.map((column, at) => (
        <Cell key={column.path} first={at === 0} column={column} item={item} definition={definition} included={included} className={tone} active={active} onOpen={onOpen} onSave={onSave} />
      ))}
      <td aria-hidden className={clsx('border-b border-line', tone)} />
    </tr>
  )
})
