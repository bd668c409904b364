import { closestCorners, type DroppableContainer, getFirstCollision, type KeyboardCoordinateGetter } from '@dnd-kit/core'

/** The arrow keys go from column to column instead of pixel by pixel. */
export const nextColumn: KeyboardCoordinateGetter = (event, { context: { active, droppableRects, droppableContainers, collisionRect } }) => {
  if (!['ArrowLeft', 'ArrowRight'].includes(event.code) || !active || !collisionRect) return undefined
  event.preventDefault()
  const candidates: DroppableContainer[] = droppableContainers.getEnabled().filter(container => {
    const rect = droppableRects.get(container.id)
    return rect && (event.code === 'ArrowRight' ? rect.left > collisionRect.left + 20 : rect.left < collisionRect.left - 20)
  })
  const next = getFirstCollision(closestCorners({ active, collisionRect, droppableRects, droppableContainers: candidates, pointerCoordinates: null }), 'id')
  const rect = next ? droppableRects.get(next) : undefined
  return rect ? { x: rect.left + 8, y: rect.top + 44 } : undefined
}
