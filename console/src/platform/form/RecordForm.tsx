import { zodResolver } from '@hookform/resolvers/zod'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Controller, type FieldValues, useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { type Field, formKey, pathOf } from '../api/definition'
import { isApiError } from '../api/errors'
import { FieldInput } from '../fields/FieldInput'
import { FormRow } from '@/ui/FormRow'
import { schemaOf } from './schema'

export type FormControl = { dirty: boolean; busy: boolean }
type Props = {
  id: string
  fields: Field[]
  values: FieldValues
  onSubmit: (values: FieldValues, dirty: string[]) => Promise<void>
  onState?: (state: FormControl) => void
  lead?: ReactNode
}

const wide = new Set(['long_text', 'json', 'tags', 'file'])

/** A form from field definitions: sections, checks before sending, and the server's errors at their field. */
export function RecordForm({ id, fields, values, onSubmit, onState, lead }: Props) {
  const { t } = useTranslation()
  const schema = useMemo(
    () =>
      schemaOf(fields, {
        required: t('This is needed.'), email: t('This is no e-mail address.'), url: t('This is no web address (https://…).'), number: t('This is no number.'), currency: t('Choose a currency.'),
        low: min => t('At least {{min}}.', { min }), high: max => t('At most {{max}}.', { max }), long: max => t('At most {{max}} characters.', { max }),
      }),
    [fields, t],
  )
  const form = useForm({ defaultValues: values, resolver: zodResolver(schema) })
  const { isDirty, isSubmitting, dirtyFields } = form.formState
  const [failure, setFailure] = useState<{ message: string; requestId?: string; rest: string[] }>()
  const box = useRef<HTMLFormElement>(null)
  useEffect(() => onState?.({ dirty: isDirty, busy: isSubmitting }), [isDirty, isSubmitting, onState])
  useEffect(() => {
    if (!isDirty) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [isDirty])

  const submit = form.handleSubmit(async data => {
    setFailure(undefined)
    try {
      await onSubmit(data, Object.keys(dirtyFields))
    } catch (error) {
      if (!isApiError(error)) return setFailure({ message: String(error), rest: [] })
      const at = (name: string) => fields.find(field => field.name === name || pathOf(field) === name || name.startsWith(`${pathOf(field)}.`))
      for (const detail of error.details) {
        const field = at(detail.field)
        if (field) form.setError(formKey(field), { message: detail.message }, { shouldFocus: true })
      }
      setFailure({ message: error.message, requestId: error.requestId, rest: error.details.filter(detail => !at(detail.field)).map(detail => detail.message) })
      box.current?.scrollIntoView({ block: 'start' })
    }
  })
  const sections = [...new Set(fields.map(field => field.section ?? ''))]
  return (
    // Saving by key is a property of the whole form.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      ref={box}
      id={id}
      noValidate
      onSubmit={event => void submit(event)}
      onKeyDown={event => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
          event.preventDefault()
          void submit()
        }
      }}
    >
      {failure && (
        <div role="alert" className="mb-4 rounded-md bg-danger-soft px-3 py-2 text-danger">
          <p className="font-medium">{failure.message}</p>
          {failure.rest.map(text => <p key={text}>{text}</p>)}
          {failure.requestId && <p className="mt-1 font-mono text-2xs">{failure.requestId}</p>}
        </div>
      )}
      {lead}
      {sections.map(section => (
        <fieldset key={section} className="mb-6 grid grid-cols-1 gap-x-4 gap-y-4 last:mb-1 sm:grid-cols-2">
          {section && <legend className="mb-3 w-full border-b border-line pb-1.5 text-sm font-semibold">{section}</legend>}
          {fields.filter(field => (field.section ?? '') === section).map((field, index) => (
            <div key={field.name} className={wide.has(field.kind) || (!section && index === 0) ? 'sm:col-span-2' : ''}>
              <Controller
                control={form.control}
                name={formKey(field)}
                render={({ field: control, fieldState }) => (
                  <FormRow label={field.label} hint={field.hint} error={fieldState.error?.message} required={field.required} inline={field.kind === 'boolean'}>
                    <FieldInput field={field} value={control.value as unknown} onChange={control.onChange} autoFocus={!section && index === 0} />
                  </FormRow>
                )}
              />
            </div>
          ))}
        </fieldset>
      ))}
    </form>
  )
}
