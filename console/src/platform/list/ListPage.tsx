import { useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions } from '../actions'
import type { Definition } from '../api/definition'
import { BulkBar } from '../bulk/BulkBar'
import { useKeys } from '../keys'
import { recordPath, useTenantCode } from '../nav'
import { Page } from '../Page'
import { ConflictDialog } from '../record/ConflictDialog'
import { Peek } from '../record/Peek'
import { ViewTabs } from '../view/ViewTabs'
import { Button } from '@/ui/Button'
import { ErrorState, NoResult, Skeleton } from '@/ui/States'
import { CollectionCommands } from './CollectionCommands'
import { EmptyList } from './EmptyList'
import type { ListSearch } from './search'
import { Table } from './Table'
import { Toolbar } from './Toolbar'
import { useListRows } from './useListRows'
import { useListState } from './useListState'
import { useSelection } from './useSelection'

const RecordDialog = lazy(() => import('../form/RecordDialog'))
const Board = lazy(() => import('../board/Board'))

export function ListPage({ definition, links }: { definition: Definition; links?: React.ReactNode }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as ListSearch
  const control = useListState(definition)
  const { state } = control
  const { pages, rows, included, total } = useListRows(definition, state, !control.pending && state.layout === 'table')
  const selection = useSelection()
  const [editing, setEditing] = useState<string>()
  const filterButton = useRef<HTMLButtonElement>(null)
  const searchBox = useRef<HTMLInputElement>(null)
  const set = (changes: ListSearch) => void navigate({ to: '.', search: ((old: ListSearch) => ({ ...old, ...changes })) as never, replace: true })
  const open = (id: string) => void navigate({ href: recordPath(tenant, definition.key, id) })
  const { clear } = selection
  const scope = JSON.stringify([state.filter, state.q, state.deleted])
  useEffect(() => clear(), [scope, clear])

  const creatable = !!definition.can.create
  const actions = useMemo(
    () => (creatable ? [{ id: 'create', label: t('Create {{what}}', { what: definition.label }), icon: definition.icon ?? undefined, keys: 'c', run: () => void navigate({ to: '.', search: ((old: ListSearch) => ({ ...old, create: '1' })) as never }) }] : []),
    [creatable, definition, navigate, t],
  )
  useActions(definition.plural_label, actions)
  useKeys({
    c: () => creatable && set({ create: '1' }),
    '/': () => searchBox.current?.focus(),
    f: () => filterButton.current?.click(),
    v: () => document.querySelector<HTMLElement>('[data-views]')?.click(),
    ']': () => set({ peek: undefined }),
  })

  const filtered = !!state.filter || !!state.q
  const failed = pages.isError && !rows.length
  return (
    <Page
      fill
      name={definition.plural_label}
      title={definition.plural_label}
      lead={total !== undefined && state.layout === 'table' ? t('{{count}} records', { count: total }) : undefined}
      actions={
        <>
          {links}
          <CollectionCommands definition={definition} />
          {creatable && <Button look="primary" icon={<Plus size={15} aria-hidden />} onClick={() => set({ create: '1' })}>{t('New {{what}}', { what: definition.label })}</Button>}
        </>
      }
    >
      <ViewTabs definition={definition} control={control} />
      <Toolbar definition={definition} control={control} filterButton={filterButton} searchBox={searchBox} />
      <div className="relative flex min-h-0 flex-1 border-t border-line">
        <div className="flex min-w-0 flex-1 flex-col">
          {state.layout === 'board' && definition.board ? (
            <Suspense fallback={<Skeleton />}><Board definition={definition} board={definition.board} filter={state.filter} q={state.q} onOpen={open} /></Suspense>
          ) : failed ? (
            <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
          ) : !pages.data ? (
            <Skeleton />
          ) : rows.length ? (
            <Table definition={definition} control={control} rows={rows} included={included} selection={selection} total={total} pages={pages} peek={search.peek} onPeek={id => set({ peek: id })} onOpen={open} onEdit={setEditing} />
          ) : filtered ? (
            <NoResult onClear={() => control.update({ filter: undefined, q: '' })} />
          ) : (
            <EmptyList definition={definition} deleted={state.deleted} onCreate={() => set({ create: '1' })} />
          )}
          <BulkBar definition={definition} selection={selection} total={total} state={state} loaded={rows.length} />
        </div>
        {search.peek && <Peek key={search.peek} definition={definition} id={search.peek} onClose={() => set({ peek: undefined })} onOpen={open} onEdit={setEditing} />}
      </div>
      <Suspense>
        {search.create && creatable && <RecordDialog definition={definition} onClose={() => set({ create: undefined })} />}
        {editing && <RecordDialog definition={definition} id={editing} onClose={() => setEditing(undefined)} />}
      </Suspense>
      <ConflictDialog />
    </Page>
  )
}
