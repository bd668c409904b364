import { useQuery } from '@tanstack/react-query'
import { Maximize2, X } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import { type Definition, titleOf } from '../api/definition'
import { recordQuery } from '../api/resources'
import { IconButton } from '@/ui/Button'
import { ErrorState, Skeleton } from '@/ui/States'
import { CommandButtons } from './CommandButtons'
import { Facts } from './Facts'

type Props = { definition: Definition; id: string; onClose: () => void; onOpen: (id: string) => void; onEdit: (id: string) => void }

/** A look at one record without leaving the list. */
export function Peek({ definition, id, onClose, onOpen, onEdit }: Props) {
  const { t } = useTranslation()
  const record = useQuery(recordQuery(definition, id))
  const included = useMemo(() => new Map<string, Item>(record.data?.included.map(item => [item.id, item])), [record.data])
  const row = record.data?.item.attributes
  return (
    <aside aria-label={t('Peek')} className="absolute inset-0 z-30 flex w-full animate-slide flex-col overflow-y-auto bg-panel md:static md:w-[380px] md:shrink-0 md:border-l md:border-line">
      <header className="sticky top-0 z-10 flex items-start gap-1 bg-panel px-5 pt-4 pb-3">
        <div className="min-w-0 flex-1">
          <p className="text-xs text-ink-3">{definition.label}</p>
          <h2 className="text-lg font-semibold break-words">{row ? titleOf(definition, row, id) : '…'}</h2>
        </div>
        <IconButton label={t('Open the full page')} onClick={() => onOpen(id)}><Maximize2 size={14} aria-hidden /></IconButton>
        <IconButton label={t('Close')} onClick={onClose}><X size={15} aria-hidden /></IconButton>
      </header>
      <div className="flex-1 px-5 pb-6">
        {record.isError ? (
          <ErrorState error={record.error} onRetry={() => void record.refetch()} />
        ) : row ? (
          <>
            <div className="mb-4 flex flex-wrap gap-2">
              <CommandButtons compact definition={definition} id={id} row={row} version={record.data?.version} onEdit={() => onEdit(id)} onGone={onClose} />
            </div>
            <Facts definition={definition} id={id} row={row} included={included} />
          </>
        ) : (
          <Skeleton rows={6} />
        )}
      </div>
    </aside>
  )
}
