import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import type { SignIn } from '@/platform/api/factors'
import { comeBack } from '@/platform/api/providers'
import { AuthLayout, FormError, link } from './AuthLayout'
import { enter } from './enter'
import { SecondStep } from './SecondStep'

const route = getRouteApi('/login/callback')

/** The way back from a provider: its answer goes to the server, once, and out of the address. */
export default function Callback() {
  const { t } = useTranslation()
  const router = useRouter()
  const answer = route.useSearch()
  const navigate = route.useNavigate()
  const [asked, setAsked] = useState<{ session: SignIn; to?: string }>()
  const [error, setError] = useState<string>()
  const sent = useRef(false)
  useEffect(() => {
    if (sent.current) return
    sent.current = true
    const finish = async () => {
      const end = await comeBack(answer)
      const to = end.return_to ?? undefined
      if (end.status === 'second_factor') setAsked({ session: end, to })
      else if (end.status === 'complete') await enter(end, to)
      else {
        toast.success(end.status === 'linked' ? t('The identity is linked.') : t('Proven. Do once more what you wanted to do.'))
        await router.navigate({ href: to ?? '/', replace: true })
      }
    }
    void navigate({ search: {}, replace: true })
    finish().catch((failure: unknown) => setError((failure as Error).message))
  }, [answer, navigate, router, t])
  const entered = useCallback((session: SignIn) => enter(session, asked?.to), [asked?.to])
  if (asked) return <SecondStep asked={asked.session} onDone={entered} onBack={() => void router.navigate({ to: '/login' })} />
  return (
    <AuthLayout title={t('Sign in')} lead={error ? undefined : t('One moment…')} footer={error && <Link to="/login" className={link}>{t('Back to sign in')}</Link>}>
      <FormError message={error} />
    </AuthLayout>
  )
}
