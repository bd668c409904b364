import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { patch } from '../api/client'
import { keyOf, useDefinition, useRows } from '../api/resources'

export type Role = { id: string; name: string; code: string; app?: string | null; builtin: boolean; allow: string[]; deny: string[]; version?: number }
type Edit = { allow: string[]; deny: string[] }

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** Roles with the unsaved marks on top; one save writes every changed role. */
export function useRoleEdits() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const definition = useDefinition('rbac.roles')
  const rows = useRows(definition, { limit: 100, sort: 'name' })
  const [edits, setEdits] = useState<Record<string, Edit>>({})
  const [busy, setBusy] = useState(false)
  const roles = useMemo<Role[]>(
    () =>
      (rows.data?.data ?? []).map(({ id, attributes: row }) => ({
        id, name: String(row.name ?? row.code), code: String(row.code ?? ''), app: row.app as string | null, builtin: !!row.builtin,
        version: row.version, ...(edits[id] ?? { allow: texts(row.allow), deny: texts(row.deny) }),
      })),
    [rows.data, edits],
  )
  const set = (id: string, edit: Edit) => setEdits(old => ({ ...old, [id]: edit }))
  const save = async () => {
    setBusy(true)
    try {
      for (const role of roles.filter(item => edits[item.id])) {
        await patch(`${definition!.path}/${role.id}`, edits[role.id], role.version)
        setEdits(({ [role.id]: _, ...rest }) => rest)
      }
      toast.success(t('Saved'))
    } catch (error) {
      toast.error((error as Error).message)
    } finally {
      await client.invalidateQueries({ queryKey: keyOf('rbac.roles') })
      void client.invalidateQueries({ queryKey: ['me'] })
      setBusy(false)
    }
  }
  return { definition, rows, roles, set, save, busy, changed: Object.keys(edits).length, drop: () => setEdits({}) }
}
