import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { post } from '@/platform/api/client'
import { Button } from '@/ui/Button'
import { FormRow } from '@/ui/FormRow'
import { AuthLayout, FormError, link } from './AuthLayout'
import { useSubmit } from './useSubmit'

export default function Forgot() {
  const { t } = useTranslation()
  const [sent, setSent] = useState(false)
  const { busy, error, submit } = useSubmit(async values => {
    await post('auth/password/forgot', { email: values.email })
    setSent(true)
  })
  return (
    <AuthLayout title={t('Reset the password')} footer={<Link to="/login" className={link}>{t('Back to sign in')}</Link>}>
      {sent ? (
        <p role="status" className="text-ink-2">{t('If the address is known, a link is on its way.')}</p>
      ) : (
        <form onSubmit={event => void submit(event)} className="space-y-4">
          <FormError message={error} />
          <FormRow label={t('E-mail')}>
            <input className="control h-9" name="email" type="email" autoComplete="email" required autoFocus />
          </FormRow>
          <Button type="submit" look="primary" size="lg" busy={busy} className="w-full">{t('Send the link')}</Button>
        </form>
      )}
    </AuthLayout>
  )
}
