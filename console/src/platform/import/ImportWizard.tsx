import { useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Item, newKey } from '../api/client'
import type { Definition } from '../api/definition'
import { keyOf, useDefinition } from '../api/resources'
import type { Job } from '../bulk/JobProgress'
import { listPath, useTenantCode } from '../nav'
import { Page } from '../Page'
import { buttonClass } from '@/ui/Button'
import { NoPermission } from '@/ui/States'
import { ImportResult, type ImportReport, ImportRun } from './ImportResult'
import { MapStep } from './MapStep'
import { UploadStep } from './UploadStep'

export type Preview = { format: string; rows: number; columns: { name: string; sample: string[]; suggested_field?: string | null }[] }
export type Options = { mapping: Record<string, string>; upsert: string; nulls: string }
type Answer = { data: ImportReport | Item<Job> | Item<ImportReport> }

export default function ImportWizard() {
  const { module, plural } = useParams({ strict: false })
  const definition = useDefinition(`${module}.${plural}`)
  if (!definition?.can.import) return <NoPermission permission={`${module}:${plural}:import`} />
  return <Wizard definition={definition} />
}

/** Upload, map, try, read the errors, commit: nothing is written before the last step. */
function Wizard({ definition }: { definition: Definition }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const client = useQueryClient()
  const [file, setFile] = useState<File>()
  const [preview, setPreview] = useState<Preview>()
  const [options, setOptions] = useState<Options>({ mapping: {}, upsert: '', nulls: 'NULL' })
  const [report, setReport] = useState<ImportReport>()
  const [job, setJob] = useState<Item<Job>>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Error>()
  const key = useRef(newKey())
  const step = job || (report && !report.dry_run) ? 3 : report ? 2 : preview ? 1 : 0

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(undefined)
    try {
      await work()
    } catch (failure) {
      setError(failure as Error)
    } finally {
      setBusy(false)
    }
  }
  const upload = (next: File) =>
    attempt(async () => {
      const form = new FormData()
      form.set('file', next)
      const { data } = await api<{ data: Preview | Item<Preview> }>(`${definition.path}/import/preview`, { method: 'POST', form })
      const found = 'attributes' in data ? data.attributes : data
      setFile(next)
      setPreview(found)
      setOptions(old => ({ ...old, mapping: Object.fromEntries(found.columns.filter(column => column.suggested_field).map(column => [column.name, column.suggested_field!])) }))
    })
  const send = (dryRun: boolean) =>
    attempt(async () => {
      const form = new FormData()
      form.set('file', file!)
      form.set('mapping', JSON.stringify(options.mapping))
      form.set('dry_run', String(dryRun))
      if (options.upsert) form.set('upsert', options.upsert)
      form.set('nulls', options.nulls)
      if (dryRun) key.current = newKey()
      const { data } = await api<Answer>(`${definition.path}/import`, { method: 'POST', form, idempotencyKey: dryRun ? undefined : key.current })
      if ('type' in data && data.type === 'core.job') return setJob(data as Item<Job>)
      setReport('attributes' in data ? (data.attributes as ImportReport) : data)
      if (!dryRun) void client.invalidateQueries({ queryKey: keyOf(definition.key) })
    })
  const names = [t('File'), t('Columns'), t('Trial run'), t('Import')]
  return (
    <Page narrow name={t('Import {{what}}', { what: definition.plural_label })} title={t('Import {{what}}', { what: definition.plural_label })} actions={<Link to={listPath(tenant, definition.key)} className={buttonClass('ghost')}>{t('Back to the list')}</Link>}>
      <div className="px-4 pb-12 sm:px-6">
        <ol className="mb-6 flex flex-wrap gap-x-6 gap-y-2" aria-label={t('Steps')}>
          {names.map((name, index) => (
            <li key={name} aria-current={index === step ? 'step' : undefined} className={`flex items-center gap-2 ${index === step ? 'font-medium text-ink' : 'text-ink-3'}`}>
              <span className={`grid size-5 place-items-center rounded-full text-2xs font-semibold ${index < step ? 'bg-accent-soft text-accent-ink' : index === step ? 'bg-accent text-accent-on' : 'bg-press text-ink-2'}`}>{index < step ? <Check size={12} aria-hidden /> : index + 1}</span>
              {name}
            </li>
          ))}
        </ol>
        {error && <p role="alert" className="mb-4 rounded-md bg-danger-soft px-3 py-2 text-danger">{error.message}</p>}
        {step === 0 && <UploadStep busy={busy} onFile={next => void upload(next)} />}
        {step === 1 && preview && <MapStep definition={definition} preview={preview} options={options} busy={busy} onChange={setOptions} onBack={() => setPreview(undefined)} onNext={() => void send(true)} />}
        {step === 2 && report && <ImportResult report={report} busy={busy} onBack={() => setReport(undefined)} onCommit={() => void send(false)} />}
        {step === 3 && <ImportRun definition={definition} job={job} report={report} />}
      </div>
    </Page>
  )
}
