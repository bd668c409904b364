import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Definition, type Field, fieldAt } from '../api/definition'
import { FieldInput } from '../fields/FieldInput'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'

export type Missing = { field: string; message: string }
type Props = { definition: Definition; title: string; message: string; missing: Missing[]; command?: string; onSubmit: (values: Record<string, unknown>) => Promise<string | undefined>; onClose: () => void }

/** The server refused a move because something is missing: ask for exactly that. */
export function ReasonDialog({ definition, title, message, missing, command, onSubmit, onClose }: Props) {
  const { t } = useTranslation()
  const form = useId()
  const [values, setValues] = useState<Record<string, unknown>>({})
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const own = definition.commands?.find(item => item.name === command)?.fields ?? []
  const field = (name: string): Field => own.find(item => item.name === name) ?? fieldAt(definition, name) ?? { name, label: t('Reason'), kind: 'text' }
  const submit = async () => {
    setBusy(true)
    setError(await onSubmit(values))
    setBusy(false)
  }
  return (
    <Dialog open onOpenChange={open => !open && onClose()} title={title} description={message} footer={<><Button onClick={onClose}>{t('Leave it where it is')}</Button><Button look="primary" type="submit" form={form} busy={busy}>{t('Move')}</Button></>}>
      <form id={form} className="space-y-4" onSubmit={event => { event.preventDefault(); void submit() }}>
        {error && <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger">{error}</p>}
        {missing.map(({ field: name }, index) => (
          <FormRow key={name} label={field(name).label} required>
            <FieldInput field={field(name)} value={values[name] ?? null} onChange={value => setValues({ ...values, [name]: value })} autoFocus={index === 0} />
          </FormRow>
        ))}
      </form>
    </Dialog>
  )
}
