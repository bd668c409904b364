import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { get, type Item, type Many, patch as send, type One } from '../api/client'
import type { Definition, Row } from '../api/definition'
import { isApiError } from '../api/errors'
import { keyOf, type Loaded } from '../api/resources'
import { askConflict } from './conflict'
import { clashes, resolve } from './merge'

type Pages = InfiniteData<Many<Row>>
type Saved = { item: Item<Row> } | null

const merged = (row: Row, patch: Row): Row => ({ ...row, ...patch, custom: patch.custom ? { ...row.custom, ...patch.custom } : row.custom })

/** Writes a patch with If-Match; a lost race becomes a decision per field instead of an error. */
export async function savePatch(definition: Definition, id: string, base: Row, patch: Row, version: number | undefined): Promise<Saved> {
  try {
    return { item: (await send<One<Row>>(`${definition.path}/${id}`, patch, version)).data }
  } catch (error) {
    if (!isApiError(error) || error.status !== 412) throw error
    const current = (error.current as Row | undefined) ?? (await get<One<Row>>(`${definition.path}/${id}`)).data.attributes
    const open = clashes(base, patch, current)
    const choices = open.length ? await askConflict(definition, open) : {}
    if (!choices) return null
    const rest = resolve(patch, current, choices) as Row
    return Object.keys(rest).length ? savePatch(definition, id, current, rest, current.version) : null
  }
}

let last: (() => void) | undefined

/** Takes the last inline edit back, once. */
export function undoLast() {
  last?.()
  last = undefined
}

/** The inline edit: shown at once, taken back when the server refuses, and undoable. */
export function useInlineSave(definition: Definition) {
  const client = useQueryClient()
  const { t } = useTranslation()
  return useCallback(
    async function save(id: string, row: Row, patch: Row, undoable = true): Promise<void> {
      const lists = { queryKey: keyOf(definition.key, 'list') }
      await client.cancelQueries(lists)
      const before = client.getQueriesData<Pages>(lists)
      const show = (change: (row: Row) => Row) =>
        client.setQueriesData<Pages>(lists, data => data && { ...data, pages: data.pages.map(page => ({ ...page, data: page.data.map(item => (item.id === id ? { ...item, attributes: change(item.attributes) } : item)) })) })
      show(old => merged(old, patch))
      try {
        const saved = await savePatch(definition, id, row, patch, row.version)
        if (!saved) return void client.invalidateQueries({ queryKey: keyOf(definition.key) })
        show(() => saved.item.attributes)
        client.setQueryData<Loaded>(keyOf(definition.key, 'one', id), old => old && { ...old, item: saved.item, version: saved.item.attributes.version })
        if (undoable) {
          const inverse = Object.fromEntries(Object.keys(patch).map(key => [key, key === 'custom' ? Object.fromEntries(Object.keys(patch.custom ?? {}).map(name => [name, row.custom?.[name] ?? null])) : (row[key] ?? null)]))
          last = () => void save(id, saved.item.attributes, inverse, false)
          toast(t('Saved'), { action: { label: t('Undo'), onClick: undoLast } })
        }
      } catch (error) {
        before.forEach(([key, data]) => client.setQueryData(key, data))
        const detail = isApiError(error) ? error.details[0]?.message : undefined
        toast.error(detail ?? (error as Error).message, { description: isApiError(error) ? error.requestId : undefined })
      }
    },
    [client, definition, t],
  )
}
