import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { post } from '@/platform/api/client'
import { buttonClass } from '@/ui/Button'
import { AuthLayout, FormError } from './AuthLayout'

const route = getRouteApi('/verify')

export default function Verify() {
  const { t } = useTranslation()
  const { token } = route.useSearch()
  const result = useQuery({
    queryKey: ['verify', token],
    enabled: !!token,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    queryFn: async () => {
      await post('auth/verify_email', { token }, `verify-${token}`)
      return true
    },
  })
  return (
    <AuthLayout title={t('Confirm the e-mail address')}>
      {!token && <FormError message={t('The link is not complete.')} />}
      {result.isError && <FormError message={result.error.message} />}
      {result.isFetching && <p role="status" className="text-ink-2">{t('One moment …')}</p>}
      {result.data && (
        <>
          <p role="status" className="mb-4 text-ink-2">{t('Thank you, the address is confirmed.')}</p>
          <Link to="/login" className={buttonClass('primary', 'lg')}>{t('Sign in')}</Link>
        </>
      )}
    </AuthLayout>
  )
}
