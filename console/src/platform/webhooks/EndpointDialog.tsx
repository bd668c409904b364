import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { type Item, type One, patch, post } from '../api/client'
import { isApiError } from '../api/errors'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'
import { EventPicker } from './EventPicker'
import type { Endpoint, Secret } from './model'

type Props = { item?: Item<Endpoint>; onClose: () => void; onCreated?: (id: string, secret: Secret) => void }

/** Makes an endpoint, or changes where it leads and what it asks for. */
export function EndpointDialog({ item, onClose, onCreated }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [form, setForm] = useState({ url: item?.attributes.url ?? '', description: item?.attributes.description ?? '', events: item?.attributes.events ?? [] })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    setErrors({})
    try {
      const body = { ...form, description: form.description || null }
      if (item) await patch(`webhooks/endpoints/${item.id}`, body, item.attributes.version)
      else {
        const made = await post<One<Secret>>('webhooks/endpoints/create', body)
        onCreated?.(made.data.id, made.data.attributes)
      }
      await client.invalidateQueries({ queryKey: ['webhooks'] })
      if (item) onClose()
    } catch (error) {
      const fields = isApiError(error) ? Object.fromEntries(error.details.map(detail => [detail.field, detail.message])) : {}
      setErrors(fields)
      if (!Object.keys(fields).some(field => field in form)) toast.error((error as Error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open wide onOpenChange={onClose}
      title={item ? t('Change endpoint') : t('Add endpoint')}
      description={t('It receives what you may see yourself: hidden records and fields are left out.')}
      footer={<><Button onClick={onClose}>{t('Cancel')}</Button><Button look="primary" busy={busy} type="submit" form="endpoint-form">{item ? t('Save') : t('Add endpoint')}</Button></>}
    >
      <form id="endpoint-form" noValidate className="space-y-4" onSubmit={event => { event.preventDefault(); void save() }}>
        <FormRow label={t('URL')} required error={errors.url} hint={t('A public https address; redirects are not followed.')}>
          <input className="control w-full font-mono text-xs" type="url" placeholder="https://example.com/webhooks" value={form.url} onChange={event => setForm({ ...form, url: event.target.value })} />
        </FormRow>
        <FormRow label={t('Description')} error={errors.description}><input className="control w-full" value={form.description} onChange={event => setForm({ ...form, description: event.target.value })} /></FormRow>
        <div>
          <p className="mb-1 text-sm font-medium">{t('Events')}</p>
          <EventPicker value={form.events} onChange={events => setForm({ ...form, events })} />
          {errors.events && <p role="alert" className="mt-1 text-xs font-medium text-danger">{errors.events}</p>}
        </div>
      </form>
    </Dialog>
  )
}
