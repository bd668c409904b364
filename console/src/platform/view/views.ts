import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { del, get, type Many, type One, patch, post } from '../api/client'
import { keyOf, useDefinition } from '../api/resources'
import type { Filter } from '../filter/tree'

export type ViewDefinition = { columns?: string[]; filter?: Filter | null; sort?: string | null; q?: string | null; layout?: 'table' | 'board'; widths?: Record<string, number> }
export type View = { id: string; resource: string; name: string; scope: 'personal' | 'role' | 'everyone'; role_id?: string | null; definition: ViewDefinition; locked?: boolean; is_default?: boolean; favourite?: boolean; position?: number | null; version?: number }

const load = async (filter: Filter, signal: AbortSignal): Promise<View[]> => {
  const answer = await get<Many<Omit<View, 'id'>>>('meta/views', { filter: JSON.stringify(filter), limit: 100, sort: 'position,name' }, signal)
  return answer.data.map(item => ({ ...item.attributes, definition: item.attributes.definition ?? {}, id: item.id }))
}

export function useViews(resource: string) {
  const allowed = !!useDefinition('meta.views')
  return useQuery({ queryKey: keyOf('meta.views', 'of', resource), enabled: allowed, staleTime: 60_000, queryFn: ({ signal }) => load({ field: 'resource', op: 'eq', value: resource }, signal) })
}

export function useFavourites() {
  const allowed = !!useDefinition('meta.views')
  return useQuery({ queryKey: keyOf('meta.views', 'favourites'), enabled: allowed, staleTime: 60_000, queryFn: ({ signal }) => load({ field: 'favourite', op: 'eq', value: true }, signal) })
}

export function useViewEdits() {
  const client = useQueryClient()
  const onSuccess = () => client.invalidateQueries({ queryKey: keyOf('meta.views') })
  return {
    create: useMutation({ mutationFn: async (view: Omit<View, 'id'>) => (await post<One<View>>('meta/views', view)).data, onSuccess }),
    update: useMutation({ mutationFn: ({ id, version, ...changes }: Partial<View> & { id: string }) => patch<One<View>>(`meta/views/${id}`, changes, version), onSuccess }),
    remove: useMutation({ mutationFn: (view: View) => del(`meta/views/${view.id}`, view.version), onSuccess }),
  }
}
