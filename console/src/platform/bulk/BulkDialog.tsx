import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { api, type Item, newKey } from '../api/client'
import { type Definition, fieldAt, pathOf } from '../api/definition'
import { isApiError } from '../api/errors'
import { keyOf } from '../api/resources'
import { FieldInput } from '../fields/FieldInput'
import type { Filter } from '../filter/tree'
import { patchOf } from '../list/Cell'
import type { ListState } from '../list/useListState'
import type { Selection } from '../list/useSelection'
import { Button, IconButton } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { Select } from '@/ui/Select'
import { type Job, JobProgress } from './JobProgress'

type Result = { op: string; matched: number; succeeded: number; failed: number; results?: { id: string; ok: boolean; error?: string | { message: string } }[] }
type Props = { definition: Definition; op: 'update' | 'delete' | 'restore'; selection: Selection; state: ListState; onClose: () => void }

const isJob = (data: unknown): data is Item<Job> => (data as Item | null)?.type === 'core.job'

export function BulkDialog({ definition, op, selection, state, onClose }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [edits, setEdits] = useState<{ path: string; value: unknown }[]>([])
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string>()
  const [job, setJob] = useState<Item<Job>>()
  const key = useRef(newKey())
  const fields = definition.fields.filter(field => !field.read_only && !field.unique && field.kind !== 'file' && !field.hidden)
  const target = useMemo(() => (selection.all ? { filter: (state.filter ?? { and: [] }) as Filter, ...(state.q ? { q: state.q } : {}), ...(state.deleted ? { deleted: 'only' } : {}) } : { ids: [...selection.ids] }), [selection, state])
  const set = edits.reduce<Record<string, unknown>>((sum, edit) => {
    const patch = patchOf(edit.path, edit.value)
    return { ...sum, ...patch, ...(patch.custom ? { custom: { ...(sum.custom as object), ...patch.custom } } : {}) }
  }, {})
  const body = { op, ...target, ...(op === 'update' ? { set } : {}), atomic: false }
  const ready = op !== 'update' || edits.length > 0
  const preview = useQuery({
    queryKey: keyOf(definition.key, 'bulk-preview', body),
    enabled: ready && !job,
    queryFn: () => api<{ data: Result }>(`${definition.path}/bulk`, { method: 'POST', body: { ...body, dry_run: true } }),
  })
  const done = () => {
    void client.invalidateQueries({ queryKey: keyOf(definition.key) })
    selection.clear()
  }
  const run = async () => {
    setBusy(true)
    setFailure(undefined)
    try {
      const answer = await api<{ data: Result | Item<Job> | Item<Result> }>(`${definition.path}/bulk`, { method: 'POST', body: { ...body, dry_run: false }, idempotencyKey: key.current })
      if (isJob(answer.data)) return setJob(answer.data)
      const result = 'attributes' in answer.data ? (answer.data.attributes as Result) : answer.data
      done()
      if (result.failed) {
        const first = result.results?.find(item => !item.ok)?.error
        toast.warning(t('{{ok}} done, {{failed}} refused', { ok: result.succeeded, failed: result.failed }), { description: typeof first === 'object' ? first.message : first })
      } else toast.success(t('{{count}} records changed', { count: result.succeeded }))
      onClose()
    } catch (error) {
      setFailure(isApiError(error) ? (error.details[0]?.message ?? error.message) : String(error))
    } finally {
      setBusy(false)
    }
  }
  const data = preview.data?.data as Result | Item<Result> | undefined
  const matched = data && ('attributes' in data ? data.attributes.matched : data.matched)
  const wouldFail = data && ('attributes' in data ? data.attributes.failed : data.failed)
  const titles = { update: t('Edit records'), delete: t('Delete records'), restore: t('Restore records') }
  return (
    <Dialog
      open
      side={op === 'update'}
      onOpenChange={open => !open && onClose()}
      title={titles[op]}
      footer={
        job ? (
          <Button onClick={() => { done(); onClose() }}>{t('Close')}</Button>
        ) : (
          <>
            <span role="status" className="nums mr-auto text-ink-2">
              {!ready ? t('Choose at least one field') : preview.isError ? <span className="text-danger">{preview.error.message}</span> : matched === undefined ? t('Counting …') : t('{{count}} records will change', { count: matched })}
              {!!wouldFail && <span className="text-warn"> · {t('{{count}} would be refused', { count: wouldFail })}</span>}
            </span>
            <Button onClick={onClose}>{t('Cancel')}</Button>
            <Button look={op === 'delete' ? 'danger' : 'primary'} busy={busy} disabled={!ready || preview.isError || !matched} onClick={() => void run()}>{op === 'update' ? t('Apply') : op === 'delete' ? t('Delete') : t('Restore')}</Button>
          </>
        )
      }
    >
      {failure && <p role="alert" className="mb-3 rounded-md bg-danger-soft px-3 py-2 text-danger">{failure}</p>}
      {job ? (
        <JobProgress job={job} />
      ) : op === 'update' ? (
        <div className="space-y-3">
          {edits.map((edit, index) => {
            const field = fieldAt(definition, edit.path)
            return field && (
              <div key={edit.path} className="rounded-lg border border-line p-3">
                <div className="mb-1.5 flex items-center justify-between font-medium">
                  {field.label}
                  <IconButton small label={t('Leave {{name}} as it is', { name: field.label })} onClick={() => setEdits(edits.filter((_, at) => at !== index))}><Trash2 size={13} aria-hidden /></IconButton>
                </div>
                <FieldInput field={{ ...field, required: false }} aria-label={field.label} value={edit.value} onChange={value => setEdits(edits.map((item, at) => (at === index ? { ...item, value } : item)))} />
              </div>
            )
          })}
          <div className="flex items-center gap-2">
            <Plus size={14} aria-hidden className="text-ink-3" />
            <Select aria-label={t('Add a field to change')} value="" onChange={event => setEdits([...edits, { path: event.target.value, value: fieldAt(definition, event.target.value)?.kind === 'boolean' ? true : null }])}>
              <option value="">{t('Add a field to change')}</option>
              {fields.filter(field => !edits.some(edit => edit.path === pathOf(field))).map(field => <option key={field.name} value={pathOf(field)}>{field.label}</option>)}
            </Select>
          </div>
          <p className="text-xs text-ink-3">{t('Fields you do not add keep their value. An added field left empty is emptied.')}</p>
        </div>
      ) : (
        <p className="text-ink-2">{op === 'delete' ? (definition.soft_delete ? t('Deleted records can be restored from the list of deleted ones.') : t('This cannot be undone.')) : t('The records return to the list.')}</p>
      )}
    </Dialog>
  )
}
