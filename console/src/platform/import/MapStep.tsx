import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type Definition, pathOf } from '../api/definition'
import { Button } from '@/ui/Button'
import { FormRow } from '@/ui/FormRow'
import { Select } from '@/ui/Select'
import type { Options, Preview } from './ImportWizard'

type Props = { definition: Definition; preview: Preview; options: Options; busy: boolean; onChange: (options: Options) => void; onBack: () => void; onNext: () => void }

export function MapStep({ definition, preview, options, busy, onChange, onBack, onNext }: Props) {
  const { t } = useTranslation()
  const fields = definition.fields.filter(field => !field.read_only || field.name === 'id')
  const used = new Set(Object.values(options.mapping))
  const missing = fields.filter(field => field.required && !used.has(pathOf(field)))
  const set = (column: string, field: string) => {
    const mapping = { ...options.mapping, [column]: field }
    if (!field) delete mapping[column]
    onChange({ ...options, mapping })
  }
  return (
    <>
      <p className="mb-3 text-ink-2">{t('{{count}} rows found. Say where each column goes.', { count: preview.rows })}</p>
      <div className="overflow-x-auto rounded-xl border border-line">
        <table className="w-full text-left">
          <thead className="bg-sunken text-xs text-ink-3">
            <tr>
              <th scope="col" className="h-9 px-4 font-medium">{t('Column of the file')}</th>
              <th scope="col" className="h-9 px-4 font-medium">{t('Examples')}</th>
              <th scope="col" className="h-9 w-64 px-4 font-medium">{t('Goes to')}</th>
            </tr>
          </thead>
          <tbody>
            {preview.columns.map(column => (
              <tr key={column.name} className="border-t border-line">
                <th scope="row" className="px-4 py-2 font-medium">{column.name}</th>
                <td className="max-w-72 truncate px-4 py-2 text-ink-3">{column.sample?.filter(Boolean).slice(0, 3).join(', ')}</td>
                <td className="px-4 py-2">
                  <span className="flex items-center gap-2">
                    <ArrowRight size={13} aria-hidden className="shrink-0 text-ink-3" />
                    <Select aria-label={t('Field for {{name}}', { name: column.name })} value={options.mapping[column.name] ?? ''} onChange={event => set(column.name, event.target.value)}>
                      <option value="">{t('Leave out')}</option>
                      {fields.map(field => <option key={field.name} value={pathOf(field)} disabled={used.has(pathOf(field)) && options.mapping[column.name] !== pathOf(field)}>{field.label}{field.required ? ' *' : ''}</option>)}
                    </Select>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="mt-5 grid gap-4 sm:grid-cols-2">
        <FormRow label={t('Existing records')} hint={t('Rows whose value already exists change that record instead of creating a second one.')}>
          <Select value={options.upsert} onChange={event => onChange({ ...options, upsert: event.target.value })}>
            <option value="">{t('Always create new ones')}</option>
            {definition.fields.filter(field => used.has(pathOf(field)) && (field.unique || field.kind === 'email' || field.name === definition.title_field || field.name === 'id')).map(field => <option key={field.name} value={pathOf(field)}>{t('Match by {{name}}', { name: field.label })}</option>)}
          </Select>
        </FormRow>
        <FormRow label={t('Words that mean empty')} hint={t('Separated by commas.')}>
          <input className="control" value={options.nulls} onChange={event => onChange({ ...options, nulls: event.target.value })} />
        </FormRow>
      </div>
      <div className="mt-6 flex flex-wrap items-center justify-end gap-2">
        {missing.length > 0 && <span className="mr-auto text-warn">{t('Still needed: {{names}}', { names: missing.map(field => field.label).join(', ') })}</span>}
        <Button onClick={onBack}>{t('Back')}</Button>
        <Button look="primary" busy={busy} disabled={!used.size} onClick={onNext}>{t('Try it without writing')}</Button>
      </div>
    </>
  )
}
