import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { type One, post } from '../api/client'
import { isApiError } from '../api/errors'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'
import { Select } from '@/ui/Select'
import { kinds } from './model'

/** Makes a source. Which secret is asked for depends on who sends. */
export function SourceDialog({ onClose, onCreated }: { onClose: () => void; onCreated: (id: string) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [form, setForm] = useState({ name: '', code: '', kind: 'stripe', secret: '' })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const hints: Record<string, string> = {
    stripe: t('The signing secret of the endpoint in the Stripe dashboard, whsec_…'),
    twilio: t('The primary auth token of the account.'),
    github: t('The secret entered at the webhook there.'),
    standard: t('The signing secret, whsec_…'),
    basic: t('Name and password as name:password.'),
    retell: t('The API key with the webhook badge.'),
    ghl: t('The public key that HighLevel publishes, with its BEGIN and END lines.'),
  }
  const save = async () => {
    setBusy(true)
    setErrors({})
    try {
      const made = await post<One>('hooks/sources/create', { ...form, secret: form.kind === 'none' ? null : form.secret })
      await client.invalidateQueries({ queryKey: ['hooks'] })
      onCreated(made.data.id)
    } catch (error) {
      const fields = isApiError(error) ? Object.fromEntries(error.details.map(detail => [detail.field, detail.message])) : {}
      setErrors(fields)
      if (!Object.keys(fields).some(field => field in form)) toast.error((error as Error).message)
      setBusy(false)
    }
  }
  const codeOf = (name: string) => name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40)
  return (
    <Dialog open onOpenChange={onClose} title={t('Add source')} footer={<><Button onClick={onClose}>{t('Cancel')}</Button><Button look="primary" busy={busy} type="submit" form="source-form">{t('Add source')}</Button></>}>
      <form id="source-form" noValidate className="space-y-4" onSubmit={event => { event.preventDefault(); void save() }}>
        <FormRow label={t('Sender')} hint={t('Decides how requests are checked.')}><Select value={form.kind} onChange={event => setForm({ ...form, kind: event.target.value })}>{kinds.map(([value, label]) => <option key={value} value={value}>{value === 'none' ? t('Another, without verification') : label}</option>)}</Select></FormRow>
        <FormRow label={t('Name')} required error={errors.name}><input className="control w-full" value={form.name} onChange={event => setForm({ ...form, name: event.target.value, code: codeOf(event.target.value) })} /></FormRow>
        <FormRow label={t('Code')} required error={errors.code} hint={t('Part of the address.')}><input className="control w-full font-mono text-xs" value={form.code} onChange={event => setForm({ ...form, code: event.target.value })} /></FormRow>
        {form.kind === 'none' ? <p className="rounded-md bg-warn-soft px-3 py-2 text-warn">{t('Whoever knows the address can send. Choose a verification where the sender offers one.')}</p>
          : <FormRow label={t('Secret')} required error={errors.secret} hint={hints[form.kind]}>{form.kind === 'ghl' ? <textarea className="control w-full font-mono text-xs" rows={5} value={form.secret} onChange={event => setForm({ ...form, secret: event.target.value })} /> : <input className="control w-full font-mono text-xs" type="password" autoComplete="off" value={form.secret} onChange={event => setForm({ ...form, secret: event.target.value })} />}</FormRow>}
      </form>
    </Dialog>
  )
}
