import { useDraggable, useDroppable } from '@dnd-kit/core'
import clsx from 'clsx'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import type { Board, Definition } from '../api/definition'
import { money } from '../format'
import { CardBody } from './Card'
import { totalsOf } from './totals'
import type { BoardCard, BoardColumnData } from './useBoard'

type Shared = { definition: Definition; board: Board; included: ReadonlyMap<string, Item>; onOpen: (id: string) => void }
type Props = Shared & { column: BoardColumnData; cards: BoardCard[] }

const dots: Record<string, string> = { won: 'bg-ok', lost: 'bg-danger', open: 'bg-accent' }

export function BoardColumn({ column, cards, ...shared }: Props) {
  const { t } = useTranslation()
  const { setNodeRef, isOver } = useDroppable({ id: column.id })
  const totals = shared.board.sum ? totalsOf(cards, shared.board.sum, column.probability) : []
  const full = column.wip !== undefined && cards.length > column.wip
  return (
    <section ref={setNodeRef} aria-label={column.label} className={clsx('flex w-[264px] shrink-0 snap-start flex-col rounded-xl border transition-colors', isOver ? 'border-accent bg-accent-soft' : 'border-transparent')}>
      <header className="px-2 pt-1 pb-2">
        <div className="flex items-center gap-2">
          <span aria-hidden className={clsx('size-2 rounded-full', dots[column.kind ?? 'open'] ?? 'bg-accent')} />
          <h2 className="truncate font-semibold">{column.label}</h2>
          <span className={clsx('nums text-xs', full ? 'font-semibold text-danger' : 'text-ink-3')} title={column.wip !== undefined ? t('Limit {{limit}}', { limit: column.wip }) : undefined}>
            {cards.length}{column.wip !== undefined && ` / ${column.wip}`}
          </span>
          {column.probability !== undefined && <span className="nums ml-auto text-xs text-ink-3">{column.probability} %</span>}
        </div>
        <p className="nums mt-0.5 min-h-[18px] text-xs text-ink-3">
          {totals.map(total => (
            <span key={total.currency} className="mr-2">
              <span className="font-medium text-ink-2">{money({ amount: String(total.amount), currency: total.currency }, true)}</span>
              {column.kind === 'open' && <> · {t('{{value}} weighted', { value: money({ amount: String(total.weighted), currency: total.currency }, true) })}</>}
            </span>
          ))}
        </p>
      </header>
      <ul className="min-h-16 flex-1 space-y-2 overflow-y-auto px-1 pb-3">
        {cards.map(card => <Draggable key={card.id} card={card} {...shared} />)}
        {!cards.length && <li className="rounded-lg border border-dashed border-line-strong py-5 text-center text-xs text-ink-3">{t('Empty')}</li>}
      </ul>
    </section>
  )
}

function Draggable({ card, onOpen, ...shared }: Shared & { card: BoardCard }) {
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({ id: card.id })
  return (
    <li>
      {/* The draggable attributes give it the role, the focus and the description. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        ref={setNodeRef}
        {...attributes}
        {...listeners}
        onClick={() => onOpen(card.id)}
        onKeyDown={event => {
          if (event.key === 'Enter' && !isDragging) return onOpen(card.id)
          listeners?.onKeyDown?.(event)
        }}
        className={clsx('touch-manipulation cursor-grab rounded-lg border border-line bg-panel p-3 shadow-sm transition-[border-color,opacity] hover:border-line-strong', isDragging && 'opacity-35')}
      >
        <CardBody {...shared} row={card.row} id={card.id} />
      </div>
    </li>
  )
}
