import { closestCorners, DndContext, type DragEndEvent, DragOverlay, type DragStartEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { newKey, patch, post } from '../api/client'
import { type Board as Spec, type Definition, type Row, titleOf } from '../api/definition'
import { isApiError } from '../api/errors'
import { keyOf } from '../api/resources'
import type { Filter } from '../filter/tree'
import { ErrorState, Skeleton } from '@/ui/States'
import { BoardColumn } from './BoardColumn'
import { CardBody } from './Card'
import { nextColumn } from './keyboard'
import { ReasonDialog } from './ReasonDialog'
import { type BoardCard, useBoard } from './useBoard'

type Props = { definition: Definition; board: Spec; filter?: Filter; q?: string; scope?: string; onOpen: (id: string) => void }
type Refusal = { card: BoardCard; to: string; message: string; field: string }

export default function Board({ definition, board, filter, q, scope, onOpen }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { columns, cards, included, pending, error, refetch } = useBoard(definition, board, filter, q, scope)
  const [dragging, setDragging] = useState<BoardCard>()
  const [moved, setMoved] = useState<Record<string, string>>({})
  const [asking, setAsking] = useState<Refusal>()
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 5 } }), useSensor(KeyboardSensor, { coordinateGetter: nextColumn }))
  const placed = useMemo(() => cards.map(card => (moved[card.id] ? { ...card, column: moved[card.id] } : card)), [cards, moved])
  const field = board.move?.field ?? board.group_by

  const move = async (card: BoardCard, to: string, extra: Record<string, unknown> = {}) => {
    setMoved(old => ({ ...old, [card.id]: to }))
    try {
      if (board.move) await post(`${definition.path}/${card.id}/${board.move.command}`, { [field]: to, ...extra }, newKey())
      else await patch(`${definition.path}/${card.id}`, { [board.group_by]: to }, card.row.version)
      await client.invalidateQueries({ queryKey: keyOf(definition.key) })
      return undefined
    } catch (failure) {
      if (!isApiError(failure)) return String(failure)
      // A refusal that names a field can be answered; any other one is shown with its reason.
      const missing = failure.details.find(detail => detail.field !== field && detail.field !== 'permission' && detail.field !== 'id')
      if (missing && failure.status !== 403 && !Object.keys(extra).length) setAsking({ card, to, message: missing.message || failure.message, field: missing.field })
      else if (!missing || !Object.keys(extra).length) toast.error(failure.message, { description: failure.details.map(detail => detail.message).filter(text => text !== failure.message).join(' ') || undefined })
      return missing?.message ?? failure.message
    } finally {
      setMoved(({ [card.id]: _, ...rest }) => rest)
    }
  }
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
          field={asking.field}
          command={board.move?.command}
          onClose={() => setAsking(undefined)}
          onSubmit={async values => {
            const problem = await move(asking.card, asking.to, values)
            if (!problem) setAsking(undefined)
            return problem
          }}
        />
      )}
    </DndContext>
  )
}
