import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Definition, type Field, fieldAt } from '../api/definition'
import { FieldInput } from '../fields/FieldInput'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'

type Props = { definition: Definition; title: string; message: string; field: string; command?: string; onSubmit: (values: Record<string, unknown>) => Promise<string | undefined>; onClose: () => void }

/** The server refused a move because something is missing: ask for exactly that. */
export function ReasonDialog({ definition, title, message, field: name, command, onSubmit, onClose }: Props) {
  const { t } = useTranslation()
  const form = useId()
  const [value, setValue] = useState<unknown>(null)
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const own = definition.commands?.find(item => item.name === command)?.fields?.find(item => item.name === name)
  const field: Field = own ?? fieldAt(definition, name) ?? { name, label: t('Reason'), kind: 'text' }
  const submit = async () => {
    setBusy(true)
    setError(await onSubmit({ [name]: value }))
    setBusy(false)
  }
  return (
    <Dialog open onOpenChange={open => !open && onClose()} title={title} description={message} footer={<><Button onClick={onClose}>{t('Leave it where it is')}</Button><Button look="primary" type="submit" form={form} busy={busy}>{t('Move')}</Button></>}>
      <form id={form} onSubmit={event => { event.preventDefault(); void submit() }}>
        <FormRow label={field.label} error={error} required><FieldInput field={field} value={value} onChange={setValue} autoFocus /></FormRow>
      </form>
    </Dialog>
  )
}
