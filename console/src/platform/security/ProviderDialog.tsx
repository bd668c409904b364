import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { del, get, type Item, type Many, type One, post, put } from '../api/client'
import { isApiError } from '../api/errors'
import { Button } from '@/ui/Button'
import { Checkbox } from '@/ui/Checkbox'
import { confirmed } from '@/ui/confirm'
import { CopyField } from '@/ui/CopyField'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'
import { Select } from '@/ui/Select'
import type { Provider, ProviderTest } from './Providers'

const words = (text: string) => text.split(/[\s,]+/).filter(Boolean)

/** One provider: what it is, whom it lets in, and as what. Without an item it makes a new one. */
export function ProviderDialog({ item, writes, onClose }: { item?: Item<Provider>; writes: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const was = item?.attributes
  const [form, setForm] = useState({
    name: was?.name ?? '', issuer: was?.issuer ?? '', client_id: was?.client_id ?? '', client_secret: '', scopes: (was?.scopes ?? ['openid', 'email', 'profile']).join(' '), domains: (was?.domains ?? []).join(', '),
    link_existing: was?.link_existing ?? false, first_sign_in: was?.first_sign_in ?? 'refuse', role_id: was?.role_id ?? '', enabled: was?.enabled ?? true,
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [error, setError] = useState<string>()
  const [found, setFound] = useState<ProviderTest>()
  const roles = useQuery({ queryKey: ['rbac', 'roles', 'names'], queryFn: ({ signal }) => get<Many<{ name: string }>>('rbac/roles', { limit: 200, sort: 'name' }, signal) }).data?.data ?? []
  const act = async (work: () => Promise<unknown>) => {
    setError(undefined)
    setErrors({})
    try {
      await work()
    } catch (failure) {
      const fields = isApiError(failure) ? Object.fromEntries(failure.details.map(detail => [detail.field, detail.message])) : {}
      setErrors(fields)
      if (!Object.keys(fields).some(field => field in form)) setError((failure as Error).message)
    }
  }
  const done = () => {
    toast.success(t('Saved'))
    onClose()
  }
  const save = () => act(async () => {
    const { client_secret: secret, ...rest } = form
    const body = { ...rest, scopes: words(form.scopes), domains: words(form.domains), role_id: form.role_id || null, ...(secret ? { client_secret: secret } : {}) }
    await (item ? put(`security/providers/${item.id}`, body) : post('security/providers', body))
    done()
  })
  const test = () => act(async () => setFound((await post<One<ProviderTest>>('security/providers/test', { issuer: form.issuer })).data.attributes))
  const text = (name: 'name' | 'issuer' | 'client_id' | 'scopes' | 'domains', mono = false) => ({ className: `control w-full${mono ? ' font-mono text-xs' : ''}`, value: form[name], readOnly: !writes, onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }) })
  const flag = (name: 'link_existing' | 'enabled') => ({ checked: form[name], disabled: !writes, onChange: (event: { target: { checked: boolean } }) => setForm({ ...form, [name]: event.target.checked }) })
  return (
    <Dialog
      open side onOpenChange={onClose}
      title={was?.name ?? t('Add a provider')}
      footer={writes && (
        <>
          {item && <Button look="danger" className="mr-auto" onClick={() => void confirmed(t('Whoever signed in with it is signed out.'), t('Delete'), () => act(async () => { await del(`security/providers/${item.id}`); done() }))}>{t('Delete')}</Button>}
          <Button onClick={() => void test()} disabled={!form.issuer}>{t('Test the issuer')}</Button>
          <Button look="primary" type="submit" form="provider-form">{t('Save')}</Button>
        </>
      )}
    >
      <form id="provider-form" noValidate className="space-y-4" onSubmit={event => { event.preventDefault(); void save() }}>
        {error && <p role="alert" className="text-danger">{error}</p>}
        {found && <p role="status" className="text-ink-2">{t('The issuer answers: {{count}} keys, {{algorithms}}.', { count: found.keys, algorithms: found.algorithms.join(', ') })}</p>}
        {(was ?? found) && <div><p className="mb-1 font-medium" aria-hidden>{t('Redirect address to register at the provider')}</p><CopyField label={t('Redirect address to register at the provider')} value={(was ?? found)!.redirect_uri} /></div>}
        <FormRow label={t('Name')} required error={errors.name} hint={t('As the button on the sign-in page says it.')}><input {...text('name')} /></FormRow>
        <FormRow label={t('Issuer')} required error={errors.issuer} hint={t('For Google: https://accounts.google.com')}><input {...text('issuer', true)} type="url" /></FormRow>
        <FormRow label={t('Client id')} required error={errors.client_id}><input {...text('client_id', true)} /></FormRow>
        {writes && (
          <FormRow label={t('Client secret')} error={errors.client_secret} hint={was?.has_secret ? t('Leave it empty to keep the one there is.') : t('It is kept sealed and not shown again.')}>
            <input className="control w-full" type="password" autoComplete="new-password" value={form.client_secret} onChange={event => setForm({ ...form, client_secret: event.target.value })} />
          </FormRow>
        )}
        <FormRow label={t('Scopes')} error={errors.scopes}><input {...text('scopes', true)} /></FormRow>
        <FormRow label={t('Domains')} error={errors.domains} hint={t('Only people with a confirmed address in one of these get in. Empty for everybody.')}><input {...text('domains')} placeholder="example.com" /></FormRow>
        <FormRow inline label={t('Recognise people with an account by their confirmed address')}><Checkbox {...flag('link_existing')} /></FormRow>
        <FormRow label={t('Somebody without an account')} error={errors.first_sign_in}>
          <Select value={form.first_sign_in} disabled={!writes} onChange={event => setForm({ ...form, first_sign_in: event.target.value as Provider['first_sign_in'] })}>
            <option value="refuse">{t('is refused')}</option>
            <option value="create">{t('gets an account')}</option>
          </Select>
        </FormRow>
        {form.first_sign_in === 'create' && (
          <FormRow label={t('With the role')} error={errors.role_id}>
            <Select value={form.role_id} disabled={!writes} onChange={event => setForm({ ...form, role_id: event.target.value })}>
              <option value="">{t('The usual one')}</option>
              {roles.map(role => <option key={role.id} value={role.id}>{role.attributes.name}</option>)}
            </Select>
          </FormRow>
        )}
        <FormRow inline label={t('Enabled')}><Checkbox {...flag('enabled')} /></FormRow>
      </form>
    </Dialog>
  )
}
