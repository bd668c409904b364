import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { type Definition, pathOf } from '../api/definition'
import { type Filter, same } from '../filter/tree'
import { useViews, type View, type ViewDefinition } from '../view/views'
import type { ListSearch } from './search'

export type ListState = { filter?: Filter; sort: string; columns: string[]; q: string; layout: 'table' | 'board'; deleted: boolean }

const plain = (search: ListSearch) => !search.filter && !search.sort && !search.columns && !search.q && !search.layout && !search.deleted

export function defaults(definition: Definition, view?: ViewDefinition): ListState {
  const all = new Set(definition.fields.map(pathOf))
  const columns = (view?.columns?.length ? view.columns : definition.columns?.length ? definition.columns : definition.fields.slice(0, 6).map(pathOf)).filter(path => all.has(path))
  return { filter: view?.filter ?? undefined, sort: view?.sort ?? definition.sort ?? '', columns, q: view?.q ?? '', layout: view?.layout ?? 'table', deleted: false }
}

/** The address holds the whole state of a list; a view named alone stands for its saved definition. */
export function useListState(definition: Definition) {
  const search = useSearch({ strict: false }) as ListSearch
  const navigate = useNavigate()
  const views = useViews(definition.key)
  const list = views.data
  const view: View | undefined = search.view ? list?.find(item => item.id === search.view) : plain(search) ? list?.find(item => item.is_default) : undefined
  const { filter, sort, columns, q, layout, deleted } = search
  const base = useMemo(() => defaults(definition, view?.definition), [definition, view])
  const state = useMemo<ListState>(() => {
    const all = new Set(definition.fields.map(pathOf))
    if (!filter && !sort && !columns && !q && !layout && !deleted) return base
    return { filter, sort: sort ?? base.sort, columns: columns ? columns.split(',').filter(path => all.has(path)) : base.columns, q: q ?? '', layout: layout ?? base.layout, deleted: deleted === 'only' }
  }, [definition, base, filter, sort, columns, q, layout, deleted])
  const dirty = !same(state.filter, base.filter) || state.sort !== base.sort || state.columns.join() !== base.columns.join() || state.q !== base.q || state.layout !== base.layout

  const write = useCallback(
    (next: ListState, viewId: string | undefined, replace = false) => {
      const start = defaults(definition, viewId ? list?.find(item => item.id === viewId)?.definition : undefined)
      const untouched = same(next.filter, start.filter) && next.sort === start.sort && next.columns.join() === start.columns.join() && next.q === start.q && next.layout === start.layout && !next.deleted
      const hasDefault = !viewId && list?.some(item => item.is_default)
      const address: ListSearch =
        untouched && !hasDefault
          ? { view: viewId }
          : {
              view: viewId,
              filter: next.filter,
              q: next.q || undefined,
              sort: next.sort || '-created_at',
              columns: next.columns.join() === start.columns.join() ? undefined : next.columns.join(','),
              layout: next.layout === start.layout ? undefined : next.layout,
              deleted: next.deleted ? 'only' : undefined,
            }
      void navigate({ to: '.', search: address as never, replace })
    },
    [definition, list, navigate],
  )
  const viewId = view?.id
  const update = useCallback((changes: Partial<ListState>, replace?: boolean) => write({ ...state, ...changes }, viewId, replace), [state, viewId, write])
  const choose = useCallback((next: View | undefined) => write(defaults(definition, next?.definition), next?.id), [definition, write])
  return { state, base, view, views: list ?? [], dirty, update, choose, pending: views.isLoading }
}

export type ListControl = ReturnType<typeof useListState>
