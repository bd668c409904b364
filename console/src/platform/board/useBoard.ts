import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { get, type Item, type Many } from '../api/client'
import { type Board, type Definition, fieldAt, includesOf, isMoneyField, type Row, titleOf } from '../api/definition'
import { keyOf, useDefinition, useRows } from '../api/resources'
import { and, type Filter } from '../filter/tree'

export type BoardCard = { id: string; column: string; row: Row }
export type BoardColumnData = { id: string; label: string; color?: string; probability?: number; wip?: number; kind?: string }

const pageSize = 200
const mostPages = 10

/** Columns come from the options of the field or from the related records (stages); cards from one filtered read. */
export function useBoard(definition: Definition, board: Board, filter: Filter | undefined, q: string | undefined, scope: string | undefined) {
  const field = fieldAt(definition, board.group_by)
  const relation = useDefinition(field?.relation?.resource)
  const scoped = relation?.fields.some(item => item.name === board.relation_scope)
  const stages = useRows(relation, { limit: 100, sort: relation?.fields.some(item => item.name === 'position') ? 'position' : undefined, filter: scoped && scope ? JSON.stringify({ field: board.relation_scope, op: 'eq', value: scope }) : undefined }, !!relation)
  const inScope: Filter | undefined = scope && board.relation_scope ? { field: board.relation_scope, op: 'eq', value: scope } : undefined
  const wanted = and(filter, inScope)
  const query = { filter: wanted ? JSON.stringify(wanted) : undefined, q: q || undefined, limit: pageSize, include: includesOf(definition, board.card) || undefined, sort: definition.sort ?? undefined }
  const cards = useQuery({
    queryKey: keyOf(definition.key, 'board', query),
    queryFn: async ({ signal }) => {
      const rows: Item<Row>[] = []
      const included: Item[] = []
      let cursor: string | undefined
      for (let page = 0; page < mostPages; page++) {
        const answer = await get<Many<Row>>(definition.path, { ...query, cursor }, signal)
        rows.push(...answer.data)
        included.push(...(answer.included ?? []))
        cursor = answer.links?.next ? (new URL(answer.links.next, location.origin).searchParams.get('cursor') ?? undefined) : undefined
        if (!cursor) break
      }
      return { rows, included }
    },
  })
  const columns = useMemo<BoardColumnData[]>(() => {
    if (!relation) return (field?.options ?? []).map(option => ({ id: option.value, label: option.label, color: option.color }))
    return (stages.data?.data ?? []).map(({ id, attributes: row }) => ({
      id,
      label: titleOf(relation, row, id),
      probability: typeof row.probability === 'number' ? row.probability : row.probability ? Number(row.probability) : undefined,
      wip: typeof row.wip_limit === 'number' ? row.wip_limit : undefined,
      kind: typeof row.kind === 'string' ? row.kind : undefined,
    }))
  }, [relation, field, stages.data])
  const list = useMemo(() => (cards.data?.rows ?? []).map(item => ({ id: item.id, column: String(item.attributes[board.group_by] ?? ''), row: item.attributes })), [cards.data, board.group_by])
  const included = useMemo(() => new Map<string, Item>(cards.data?.included.map(item => [item.id, item])), [cards.data])
  return {
    columns, cards: list, included,
    pending: cards.isPending || (!!relation && stages.isPending),
    error: cards.error ?? stages.error,
    refetch: () => void Promise.all([cards.refetch(), stages.refetch()]),
    summable: !!board.sum && isMoneyField(fieldAt(definition, board.sum)),
  }
}
