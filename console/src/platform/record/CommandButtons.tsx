import { useNavigate } from '@tanstack/react-router'
import { Ellipsis, Pencil, RotateCcw, Trash2, Zap } from 'lucide-react'
import { type ComponentType, lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { useQueryClient } from '@tanstack/react-query'
import { type Action, useActions } from '../actions'
import { del, post } from '../api/client'
import { type Command, type Definition, type Row, titleOf } from '../api/definition'
import { keyOf } from '../api/resources'
import { listPath, useTenantCode } from '../nav'
import { Button, IconButton } from '@/ui/Button'
import { Menu, MenuItem, MenuLine } from '@/ui/Menu'
import { confirmed } from '@/ui/confirm'

const CommandDialog = lazy(() => import('../form/CommandDialog'))

export type ButtonsProps = { definition: Definition; id: string; row: Row; version?: number; onEdit?: () => void; compact?: boolean; onGone?: () => void }

/** What a few core resources offer instead. */
const own: Record<string, ComponentType<ButtonsProps>> = { 'files.files': lazy(() => import('../files/FileActions').then(all => ({ default: all.FileActions }))) }

export function CommandButtons(props: ButtonsProps) {
  const Own = own[props.definition.key]
  return Own ? <Suspense><Own {...props} /></Suspense> : <Generic {...props} />
}

/** The first two allowed commands are buttons, the rest and the dangerous ones sit in the menu; all reach the palette. */
function Generic({ definition, id, row, version, onEdit, compact, onGone }: ButtonsProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const tenant = useTenantCode()
  const [open, setOpen] = useState<Command>()
  const deleted = !!row.deleted_at
  // Nobody looks at the same alert twice.
  const over = deleted || (definition.key === 'audit.alerts' && row.status === 'acknowledged')
  const commands = useMemo(() => (over ? [] : (definition.commands ?? []).filter(command => command.scope === 'one' && command.allowed)), [definition, over])
  const inline = commands.filter(command => !command.danger).slice(0, compact ? 1 : 2)
  const rest = commands.filter(command => !inline.includes(command))
  const canEdit = !!definition.can.update && !deleted && !!onEdit
  const actions = useMemo<Action[]>(
    () => [
      ...(canEdit ? [{ id: 'edit', label: t('Edit'), icon: 'text-cursor-input', keys: 'e', run: () => onEdit?.() }] : []),
      ...commands.map(command => ({ id: command.name, label: command.label, run: () => setOpen(command) })),
    ],
    [canEdit, commands, onEdit, t],
  )
  useActions(titleOf(definition, row, id), actions)
  const refresh = () => void client.invalidateQueries({ queryKey: keyOf(definition.key) })
  const fail = (error: unknown) => void toast.error((error as Error).message)
  const restore = () => post(`${definition.path}/${id}/restore`).then(() => { refresh(); toast.success(t('Restored')) }).catch(fail)
  const remove = () =>
    del(`${definition.path}/${id}`, version ?? row.version)
      .then(() => {
        refresh()
        if (onGone) onGone()
        else void navigate({ href: listPath(tenant, definition.key) })
        toast(t('Deleted'), definition.soft_delete && definition.can.restore ? { action: { label: t('Undo'), onClick: () => void restore() } } : undefined)
      })
      .catch(fail)
  return (
    <>
      {inline.map(command => <Button key={command.name} onClick={() => setOpen(command)}>{command.label}</Button>)}
      {deleted && definition.can.restore && <Button look="primary" icon={<RotateCcw size={14} aria-hidden />} onClick={() => void restore()}>{t('Restore')}</Button>}
      {canEdit && <Button icon={<Pencil size={13} aria-hidden />} onClick={onEdit}>{t('Edit')}</Button>}
      {(rest.length > 0 || (definition.can.delete && !deleted)) && (
        <Menu trigger={<IconButton label={t('More')}><Ellipsis size={16} aria-hidden /></IconButton>}>
          {rest.map(command => <MenuItem key={command.name} danger={command.danger} icon={<Zap size={14} aria-hidden />} onSelect={() => setOpen(command)}>{command.label}</MenuItem>)}
          {rest.length > 0 && definition.can.delete && <MenuLine />}
          {definition.can.delete && !deleted && <MenuItem danger icon={<Trash2 size={14} aria-hidden />} onSelect={() => (definition.soft_delete && definition.can.restore ? void remove() : void confirmed(t('Delete for good?'), t('Delete'), remove))}>{t('Delete')}</MenuItem>}
        </Menu>
      )}
      <Suspense>{open && <CommandDialog definition={definition} command={open} id={id} row={row} onClose={() => setOpen(undefined)} onDone={refresh} />}</Suspense>
    </>
  )
}
