import { useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDefinition, useRows } from '@/platform/api/resources'
import Board from '@/platform/board/Board'
import { FilterBar } from '@/platform/filter/FilterBar'
import type { Filter } from '@/platform/filter/tree'
import { listPath, recordPath, useTenantCode } from '@/platform/nav'
import { Page } from '@/platform/Page'
import { Button, buttonClass } from '@/ui/Button'
import { Select } from '@/ui/Select'
import { NoPermission, Skeleton } from '@/ui/States'
import { Link } from '@tanstack/react-router'
import { PipelineTotals } from './PipelineTotals'

const RecordDialog = lazy(() => import('@/platform/form/RecordDialog'))
type Search = { q?: string; filter?: Filter; view?: string }

export default function Pipeline() {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as Search
  const deals = useDefinition('crm.deals')
  const pipelines = useRows(useDefinition('crm.pipelines'), { limit: 100, sort: 'name' })
  const [creating, setCreating] = useState(false)
  if (!deals?.board) return <NoPermission permission="crm:deals:read" />
  const list = pipelines.data?.data ?? []
  // The chosen pipeline travels in `view`, the parameter lists use for the same purpose.
  const current = list.find(item => item.id === search.view) ?? list.find(item => item.attributes.is_default) ?? list[0]
  const set = (changes: Search) => void navigate({ to: '.', search: ((old: Search) => ({ ...old, ...changes })) as never, replace: true })
  return (
    <Page
      fill
      name={t('Pipeline')}
      title={t('Pipeline')}
      lead={current && <PipelineTotals pipeline={current.id} />}
      actions={
        <>
          {list.length > 1 && (
            <Select aria-label={t('Pipeline')} className="w-40" value={current?.id} onChange={event => set({ view: event.target.value })}>
              {list.map(item => <option key={item.id} value={item.id}>{String(item.attributes.name)}</option>)}
            </Select>
          )}
          <Link to={listPath(tenant, 'crm.deals')} className={buttonClass()}>{t('As a list')}</Link>
          {deals.can.create && <Button look="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setCreating(true)}>{t('New {{what}}', { what: deals.label })}</Button>}
        </>
      }
    >
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 pb-3 sm:px-6">
        <FilterBar definition={deals} filter={search.filter} onChange={filter => set({ filter })} />
      </div>
      {pipelines.isPending ? <Skeleton /> : <Board definition={deals} board={deals.board} filter={search.filter} scope={current?.id} onOpen={id => void navigate({ href: recordPath(tenant, 'crm.deals', id) })} />}
      <Suspense>{creating && <RecordDialog definition={deals} preset={current ? { pipeline_id: current.id } : undefined} onClose={() => setCreating(false)} />}</Suspense>
    </Page>
  )
}
