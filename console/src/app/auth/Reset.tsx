import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { post } from '@/platform/api/client'
import { Button } from '@/ui/Button'
import { FormRow } from '@/ui/FormRow'
import { AuthLayout, FormError, link } from './AuthLayout'
import { PasswordInput } from './PasswordInput'
import { PolicyHint } from './PolicyHint'
import { useSubmit } from './useSubmit'

const route = getRouteApi('/reset')

export default function Reset() {
  const { t } = useTranslation()
  const { token } = route.useSearch()
  const [done, setDone] = useState(false)
  const { busy, error, submit, fieldError } = useSubmit(async values => {
    await post('auth/password/reset', { token, password: values.password })
    setDone(true)
  })
  return (
    <AuthLayout title={t('Choose a new password')} footer={<Link to="/login" className={link}>{t('Back to sign in')}</Link>}>
      {done ? (
        <p role="status" className="text-ink-2">{t('The password is changed. You can sign in with it now.')}</p>
      ) : (
        <form onSubmit={event => void submit(event)} className="space-y-4">
          <FormError message={token ? error : t('The link is not complete.')} />
          <FormRow label={t('New password')} error={fieldError('password')} hint={<PolicyHint />}>
            <PasswordInput name="password" autoComplete="new-password" required autoFocus />
          </FormRow>
          <Button type="submit" look="primary" size="lg" busy={busy} disabled={!token} className="w-full">{t('Save the password')}</Button>
        </form>
      )}
    </AuthLayout>
  )
}
