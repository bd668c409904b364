import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { FormError } from '@/app/auth/AuthLayout'
import { PasswordInput } from '@/app/auth/PasswordInput'
import { PolicyHint } from '@/app/auth/PolicyHint'
import { useSubmit } from '@/app/auth/useSubmit'
import { languages, setLanguage } from '@/app/i18n'
import { api, post } from '@/platform/api/client'
import { meQuery, useMe } from '@/platform/api/session'
import { Card, Page, Section } from '@/platform/Page'
import { Button, buttonClass } from '@/ui/Button'
import { FormRow } from '@/ui/FormRow'
import { Select } from '@/ui/Select'
import { Sessions } from './Sessions'

export default function Profile() {
  const { t } = useTranslation()
  const me = useMe()
  if (!me) return null
  return (
    <Page narrow name={t('Profile')} title={t('Profile')} lead={me.user.email}>
      <div className="max-w-2xl space-y-8 px-4 pb-12 sm:px-6">
        <Section title={t('About you')}><About key={me.user.id} /></Section>
        <Section title={t('Password')}><Password /></Section>
        <Section title={t('Security')} hint={t('Passkeys, authenticator apps, recovery codes and trusted devices.')}>
          <Link to="/t/$tenant/profile/security" params={{ tenant: me.tenant?.code ?? '' }} className={buttonClass()}>{t('Open security')}</Link>
        </Section>
        <Section title={t('Sessions')} hint={t('Where you are signed in. End what you do not recognise.')}><Sessions /></Section>
      </div>
    </Page>
  )
}

function About() {
  const { t } = useTranslation()
  const me = useMe()!
  const client = useQueryClient()
  const zones = Intl.supportedValuesOf('timeZone')
  const { busy, error, submit, fieldError } = useSubmit(async values => {
    await api('auth/me', { method: 'PATCH', body: { name: values.name, locale: values.locale, time_zone: values.time_zone } })
    await client.invalidateQueries({ queryKey: meQuery.queryKey })
    if (values.locale in languages) await setLanguage(values.locale)
    toast.success(t('Saved'))
  })
  return (
    <Card className="p-5">
      <form onSubmit={event => void submit(event)} className="grid gap-4 sm:grid-cols-2">
        <div className="empty:hidden sm:col-span-2"><FormError message={error} /></div>
        <div className="sm:col-span-2"><FormRow label={t('Name')} error={fieldError('name')} required><input className="control" name="name" defaultValue={me.user.name} required /></FormRow></div>
        <FormRow label={t('Language')} error={fieldError('locale')}>
          <Select name="locale" defaultValue={me.user.locale ?? me.defaults?.locale ?? 'en'}>{Object.entries(languages).map(([code, name]) => <option key={code} value={code}>{name}</option>)}</Select>
        </FormRow>
        <FormRow label={t('Time zone')} error={fieldError('time_zone')}>
          <Select name="time_zone" defaultValue={me.user.time_zone ?? me.defaults?.time_zone ?? 'UTC'}>{[...new Set([me.user.time_zone ?? me.defaults?.time_zone ?? 'UTC', 'UTC', ...zones])].map(zone => <option key={zone}>{zone}</option>)}</Select>
        </FormRow>
        <div className="sm:col-span-2 sm:text-right"><Button type="submit" look="primary" busy={busy}>{t('Save')}</Button></div>
      </form>
    </Card>
  )
}

function Password() {
  const { t } = useTranslation()
  const { busy, error, submit, fieldError } = useSubmit(async values => {
    await post('auth/password', { current_password: values.current_password, new_password: values.new_password })
    toast.success(t('The password is changed.'))
  })
  return (
    <Card className="p-5">
      <form onSubmit={event => void submit(event)} className="grid gap-4 sm:grid-cols-2">
        <div className="empty:hidden sm:col-span-2"><FormError message={error} /></div>
        <FormRow label={t('Current password')} error={fieldError('current_password')}><PasswordInput name="current_password" autoComplete="current-password" required /></FormRow>
        <FormRow label={t('New password')} error={fieldError('new_password')} hint={<PolicyHint />}><PasswordInput name="new_password" autoComplete="new-password" required /></FormRow>
        <div className="sm:col-span-2 sm:text-right"><Button type="submit" busy={busy}>{t('Change the password')}</Button></div>
      </form>
    </Card>
  )
}
