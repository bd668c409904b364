import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { post } from '@/platform/api/client'
import { Button } from '@/ui/Button'
import { FormRow } from '@/ui/FormRow'
import { AuthLayout, FormError, link } from './AuthLayout'
import { PasswordInput } from './PasswordInput'
import { PolicyHint } from './PolicyHint'
import { useSubmit } from './useSubmit'

export default function Register() {
  const { t } = useTranslation()
  const [sent, setSent] = useState<string>()
  const { busy, error, submit, fieldError } = useSubmit(async values => {
    await post('auth/register', { name: values.name, email: values.email, password: values.password })
    setSent(values.email)
  })
  if (sent)
    return (
      <AuthLayout title={t('Check your e-mail')} footer={<Link to="/login" className={link}>{t('Back to sign in')}</Link>}>
        <p className="text-ink-2">{t('We have sent a link to {{email}}. Open it to confirm the address.', { email: sent })}</p>
      </AuthLayout>
    )
  return (
    <AuthLayout title={t('Create an account')} footer={<>{t('Already registered?')} <Link to="/login" className={link}>{t('Sign in')}</Link></>}>
      <form onSubmit={event => void submit(event)} className="space-y-4">
        <FormError message={error} />
        <FormRow label={t('Name')} error={fieldError('name')}>
          <input className="control h-9" name="name" autoComplete="name" required autoFocus />
        </FormRow>
        <FormRow label={t('E-mail')} error={fieldError('email')}>
          <input className="control h-9" name="email" type="email" autoComplete="email" required />
        </FormRow>
        <FormRow label={t('Password')} error={fieldError('password')} hint={<PolicyHint />}>
          <PasswordInput name="password" autoComplete="new-password" required />
        </FormRow>
        <Button type="submit" look="primary" size="lg" busy={busy} className="w-full">{t('Create an account')}</Button>
      </form>
    </AuthLayout>
  )
}
