import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { get, type Item, type Many, type One, type Query, send } from './client'
import { holdsPhi } from '../security/context'
import type { Definition, Row } from './definition'

export const definitionsQuery = queryOptions({
  queryKey: ['definitions'],
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }) => {
    const answer = await get<{ data: (Definition | Item<Definition>)[] }>('meta/resources', undefined, signal)
    const list = answer.data.map(item => ('attributes' in item ? (item.attributes as Definition) : item))
    return new Map(list.map(definition => [definition.key, definition]))
  },
})

export const useDefinitions = () => useQuery(definitionsQuery).data
export const useDefinition = (key: string | undefined) => useDefinitions()?.get(key ?? '')

export type MenuItem = { id: string; label: string; icon?: string; path: string; resource?: string; page?: string }
export type MenuApp = { label: string; icon?: string; locked?: boolean; items?: MenuItem[]; upgrade?: { message?: string; url?: string } }
export const useMenu = () =>
  useQuery({ queryKey: ['menu'], staleTime: 60_000, queryFn: async ({ signal }) => (await get<Many<MenuApp>>('menu', undefined, signal)).data })

/** Every list, record and related list of a resource lives below one key, so that one event refreshes all of it. */
export const keyOf = (resource: string, ...rest: unknown[]) => ['resource', resource, ...rest]

export const useRows = (definition: Definition | undefined, query: Query, enabled = true) =>
  useQuery({
    queryKey: keyOf(definition?.key ?? '', 'rows', query),
    enabled: enabled && !!definition,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<Many<Row>>(definition!.path, { ...query, mask: definition && holdsPhi(definition) ? true : undefined }, signal),
  })

export type Loaded = { item: Item<Row>; included: Item[]; version: number | undefined }

export const recordQuery = (definition: Definition, id: string) =>
  queryOptions({
    queryKey: keyOf(definition.key, 'one', id),
    queryFn: ({ signal }) => loadRecord(definition, id, { signal, mask: true }),
  })

/** Health information comes masked unless it is asked for; asking is on record. */
export async function loadRecord(definition: Definition, id: string, how: { signal?: AbortSignal; reason?: string; mask: boolean }): Promise<Loaded> {
  const include = [...new Set(definition.fields.map(field => (field.kind === 'relation' || field.kind === 'file' ? field.relation?.include : undefined)).filter(Boolean))].slice(0, 8).join(',')
  const response = await send(`${definition.path}/${id}`, { query: { include, deleted: definition.soft_delete ? 'with' : undefined, mask: how.mask && holdsPhi(definition) ? true : undefined }, signal: how.signal, reason: how.reason })
  const body = (await response.json()) as One<Row>
  const etag = /"(\d+)"/.exec(response.headers.get('ETag') ?? '')?.[1]
  return { item: body.data, included: body.included ?? [], version: etag ? Number(etag) : body.data.attributes.version }
}

export type Aggregate = { group: Record<string, unknown>; metrics: Record<string, string | number | null> }
export const readAggregate = (items: (Aggregate | Item<Aggregate>)[]) => items.map(item => ('attributes' in item ? item.attributes : item))
