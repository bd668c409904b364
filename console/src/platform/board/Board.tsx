import { closestCorners, DndContext, type DragEndEvent, DragOverlay, type DragStartEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Board as Spec, type Definition, type Row, titleOf } from '../api/definition'
import type { Filter } from '../filter/tree'
import { ErrorState, Skeleton } from '@/ui/States'
import { BoardColumn } from './BoardColumn'
import { CardBody } from './Card'
import { nextColumn } from './keyboard'
import { ReasonDialog } from './ReasonDialog'
import { type BoardCard, useBoard } from './useBoard'
import { useMove } from './useMove'

type Props = { definition: Definition; board: Spec; filter?: Filter; q?: string; scope?: string; onOpen: (id: string) => void }

export default function Board({ definition, board, filter, q, scope, onOpen }: Props) {
  const { t } = useTranslation()
  const { columns, cards, included, pending, error, refetch } = useBoard(definition, board, filter, q, scope)
  const [dragging, setDragging] = useState<BoardCard>()
  const { moved, move, asking, forget } = useMove(definition, board)
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 5 } }), useSensor(KeyboardSensor, { coordinateGetter: nextColumn }))
  const placed = useMemo(() => cards.map(card => (moved[card.id] ? { ...card, column: moved[card.id] } : card)), [cards, moved])
  const start = ({ active }: DragStartEvent) => setDragging(placed.find(card => card.id === active.id))
  const end = ({ active, over }: DragEndEvent) => {
    setDragging(undefined)
    const card = placed.find(item => item.id === active.id)
    if (card && over && String(over.id) !== card.column) void move(card, String(over.id))
  }
  if (error) return <ErrorState error={error} onRetry={refetch} />
  if (pending) return <Skeleton />
  const name = (id: unknown) => columns.find(column => column.id === String(id))?.label ?? ''
  const title = (id: unknown) => { const card = placed.find(item => item.id === id); return card ? titleOf(definition, card.row as Row, card.id) : '' }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCorners}
      onDragStart={start}
      onDragEnd={end}
      onDragCancel={() => setDragging(undefined)}
      accessibility={{
        screenReaderInstructions: { draggable: t('Press Space to pick the card up, the arrow keys left and right to choose a column, Space again to drop it, Escape to cancel.') },
        announcements: {
          onDragStart: ({ active }) => t('{{name}} picked up', { name: title(active.id) }),
          onDragOver: ({ active, over }) => (over ? t('{{name}} is over {{column}}', { name: title(active.id), column: name(over.id) }) : undefined),
          onDragEnd: ({ active, over }) => (over ? t('{{name}} dropped on {{column}}', { name: title(active.id), column: name(over.id) }) : undefined),
          onDragCancel: ({ active }) => t('{{name}} stays where it was', { name: title(active.id) }),
        },
      }}
    >
      <div className="flex min-h-0 flex-1 snap-x scroll-px-3 gap-3 overflow-x-auto bg-sunken p-3 sm:snap-none sm:px-5">
        {columns.map(column => (
          <BoardColumn key={column.id} definition={definition} board={board} column={column} cards={placed.filter(card => card.column === column.id)} included={included} onOpen={onOpen} />
        ))}
      </div>
      <DragOverlay>{dragging && <div className="w-[264px] rotate-1 rounded-lg bg-raised p-3 shadow-lg"><CardBody definition={definition} board={board} row={dragging.row} id={dragging.id} included={included} /></div>}</DragOverlay>
      {asking && (
        <ReasonDialog
          definition={definition}
          title={t('Move to {{column}}', { column: name(asking.to) })}
          message={asking.message}
          missing={asking.missing}
          command={board.move?.command}
          onClose={forget}
          onSubmit={async values => {
            const problem = await move(asking.card, asking.to, values)
            if (!problem) forget()
            return problem
          }}
        />
      )}
    </DndContext>
  )
}
