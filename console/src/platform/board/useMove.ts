import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { toast } from 'sonner'
import { newKey, patch, post } from '../api/client'
import type { Board, Definition } from '../api/definition'
import { isApiError } from '../api/errors'
import { keyOf } from '../api/resources'
import type { Missing } from './ReasonDialog'
import type { BoardCard } from './useBoard'

export type Refusal = { card: BoardCard; to: string; message: string; missing: Missing[] }

/** Moves a card at once and takes it back when refused; a refusal that names missing fields can be answered. */
export function useMove(definition: Definition, board: Board) {
  const client = useQueryClient()
  const [moved, setMoved] = useState<Record<string, string>>({})
  const [asking, setAsking] = useState<Refusal>()
  const field = board.move?.field ?? board.group_by
  const command = definition.commands?.find(item => item.name === board.move?.command)

  const write = async (card: BoardCard, to: string, answers: Record<string, unknown>) => {
    if (!board.move) return patch(`${definition.path}/${card.id}`, { ...answers, [board.group_by]: to }, card.row.version)
    const own = new Set(command?.fields?.map(item => item.name))
    const record = Object.fromEntries(Object.entries(answers).filter(([name]) => !own.has(name)))
    const rest = Object.fromEntries(Object.entries(answers).filter(([name]) => own.has(name)))
    if (Object.keys(record).length) await patch(`${definition.path}/${card.id}`, record)
    return post(`${definition.path}/${card.id}/${board.move.command}`, { [field]: to, ...rest }, newKey())
  }
  const move = async (card: BoardCard, to: string, answers?: Record<string, unknown>): Promise<string | undefined> => {
    setMoved(old => ({ ...old, [card.id]: to }))
    try {
      await write(card, to, answers ?? {})
      await client.invalidateQueries({ queryKey: keyOf(definition.key) })
      return undefined
    } catch (failure) {
      if (!isApiError(failure)) return String(failure)
      const missing = failure.details.filter(detail => detail.field !== field && detail.field !== 'permission' && detail.field !== 'id')
      if (answers) return failure.details.map(detail => detail.message).join(' ') || failure.message
      if (missing.length && failure.status === 422) setAsking({ card, to, message: failure.message, missing })
      else toast.error(failure.message, { description: failure.requestId })
      return failure.message
    } finally {
      setMoved(({ [card.id]: _, ...rest }) => rest)
    }
  }
  return { moved, move, asking, forget: () => setAsking(undefined) }
}
