import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { get, type Item, type Many } from '../api/client'
import { type Definition, includesOf, type Row } from '../api/definition'
import { keyOf } from '../api/resources'
import { holdsPhi } from '../security/context'
import type { ListState } from './useListState'

export const filterQuery = (state: Pick<ListState, 'filter' | 'q' | 'deleted'>) => ({
  filter: state.filter ? JSON.stringify(state.filter) : undefined,
  q: state.q || undefined,
  deleted: state.deleted ? 'only' : undefined,
})

export function useListRows(definition: Definition, state: ListState, enabled: boolean) {
  const query = { ...filterQuery(state), sort: state.sort || undefined, include: includesOf(definition, state.columns) || undefined, limit: 50, meta: 'total', mask: holdsPhi(definition) || undefined }
  const pages = useInfiniteQuery({
    queryKey: keyOf(definition.key, 'list', query),
    enabled,
    initialPageParam: undefined as string | undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) => get<Many<Row>>(definition.path, { ...query, cursor: pageParam }, signal),
    getNextPageParam: page => (page.links?.next ? (new URL(page.links.next, location.origin).searchParams.get('cursor') ?? undefined) : undefined),
  })
  const data = pages.data
  const rows = useMemo(() => data?.pages.flatMap(page => page.data) ?? [], [data])
  const included = useMemo(() => new Map<string, Item>(data?.pages.flatMap(page => page.included ?? []).map(item => [item.id, item])), [data])
  return { pages, rows, included, total: data?.pages[0]?.meta?.total ?? undefined }
}
