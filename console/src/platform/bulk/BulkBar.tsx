import { Pencil, RotateCcw, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Definition } from '../api/definition'
import type { ListState } from '../list/useListState'
import type { Selection } from '../list/useSelection'
import { Button, IconButton } from '@/ui/Button'
import { BulkDialog } from './BulkDialog'

type Props = { definition: Definition; selection: Selection; total?: number; state: ListState; loaded: number }

export function BulkBar({ definition, selection, total, state, loaded }: Props) {
  const { t } = useTranslation()
  const [op, setOp] = useState<'update' | 'delete' | 'restore'>()
  const count = selection.all ? (total ?? loaded) : selection.ids.size
  if (!count) return null
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-12 z-30 flex justify-center px-3">
      <div role="toolbar" aria-label={t('Selected records')} className="pointer-events-auto flex max-w-full animate-in flex-wrap items-center gap-1 rounded-xl bg-raised py-1.5 pr-1.5 pl-4 shadow-lg">
        <span className="nums font-medium whitespace-nowrap" role="status">{t('{{count}} selected', { count })}</span>
        {!selection.all && total !== undefined && total > selection.ids.size && (
          <Button look="ghost" size="sm" className="text-accent-ink" onClick={selection.selectAll}>{t('Select all {{total}}', { total })}</Button>
        )}
        <span aria-hidden className="mx-1 h-5 w-px bg-line" />
        {!state.deleted && definition.can.update && <Button look="ghost" size="sm" icon={<Pencil size={13} aria-hidden />} onClick={() => setOp('update')}>{t('Edit')}</Button>}
        {!state.deleted && definition.can.delete && <Button look="ghost" size="sm" className="text-danger" icon={<Trash2 size={13} aria-hidden />} onClick={() => setOp('delete')}>{t('Delete')}</Button>}
        {state.deleted && definition.can.restore && <Button look="ghost" size="sm" icon={<RotateCcw size={13} aria-hidden />} onClick={() => setOp('restore')}>{t('Restore')}</Button>}
        <IconButton label={t('Clear the selection')} onClick={selection.clear}><X size={14} aria-hidden /></IconButton>
      </div>
      {op && <BulkDialog definition={definition} op={op} selection={selection} state={state} onClose={() => setOp(undefined)} />}
    </div>
  )
}
