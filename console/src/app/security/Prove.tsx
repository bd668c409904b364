import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { FormError } from '@/app/auth/AuthLayout'
import { PasswordInput } from '@/app/auth/PasswordInput'
import { ProofAtProvider } from '@/app/auth/ProviderButtons'
import { ProveFactor } from '@/app/auth/ProveFactor'
import { useSubmit } from '@/app/auth/useSubmit'
import { beginStepUp, stepUpProver } from '@/platform/api/factors'
import { Button } from '@/ui/Button'
import { FormRow } from '@/ui/FormRow'
import { ErrorState, Skeleton } from '@/ui/States'

/** The strongest proof the user has: a factor, or the password of whoever has none. */
export function Prove({ onProven }: { onProven: () => unknown }) {
  const { t } = useTranslation()
  const asked = useQuery({ queryKey: ['step_up'], queryFn: beginStepUp, gcTime: 0, staleTime: Infinity, refetchOnWindowFocus: false })
  const prover = stepUpProver(asked.data?.challenge ?? null, onProven)
  const { busy, error, submit } = useSubmit(values => prover.password(values.password))
  if (asked.isError) return <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />
  if (!asked.data) return <Skeleton rows={2} />
  const providers = <ProofAtProvider providers={asked.data.providers} />
  if (!asked.data.password) return asked.data.factors.length ? <ProveFactor factors={asked.data.factors} prover={prover} /> : providers
  return (
    <form onSubmit={event => void submit(event)} className="space-y-4">
      <FormError message={error} />
      <FormRow label={t('Your password')}><PasswordInput name="password" autoComplete="current-password" required autoFocus /></FormRow>
      <Button type="submit" look="primary" size="lg" className="w-full" busy={busy}>{t('Continue')}</Button>
      {providers}
    </form>
  )
}
