import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type Item, type One, post } from '@/platform/api/client'
import type { SignIn } from '@/platform/api/factors'
import { Button } from '@/ui/Button'
import { FormRow } from '@/ui/FormRow'
import { Skeleton } from '@/ui/States'
import { AuthLayout, FormError } from './AuthLayout'
import { enter } from './enter'
import { PasswordInput } from './PasswordInput'
import { PolicyHint } from './PolicyHint'
import { SecondStep } from './SecondStep'
import { useSubmit } from './useSubmit'

type Invitation = { email: string; tenant: { name: string }; user_exists: boolean; expires_at: string; name?: string }
const route = getRouteApi('/invite')

export default function Invite() {
  const { t } = useTranslation()
  const { token } = route.useSearch()
  const invitation = useQuery({ queryKey: ['invitation', token], enabled: !!token, queryFn: () => get<One<Invitation>>(`auth/invitations/${encodeURIComponent(token ?? '')}`) })
  const [asked, setAsked] = useState<SignIn>()
  const { busy, error, submit, fieldError } = useSubmit(async values => {
    const { name, password } = values
    const answer = await post<{ data: Item<SignIn> }>(`auth/invitations/${encodeURIComponent(token ?? '')}/accept`, { ...(name ? { name } : {}), ...(password ? { password } : {}), cookie: true })
    if (answer.data.attributes.status === 'second_factor') setAsked(answer.data.attributes)
    else await enter(answer.data.attributes)
  })
  const it = invitation.data?.data.attributes
  if (asked) return <SecondStep asked={asked} onDone={enter} onBack={() => setAsked(undefined)} />
  if (!token || invitation.isError)
    return (
      <AuthLayout title={t('Invitation')}>
        <FormError message={invitation.error?.message ?? t('The link is not complete.')} />
      </AuthLayout>
    )
  if (!it) return <Skeleton rows={3} />
  return (
    <AuthLayout title={t('Join {{name}}', { name: it.tenant.name })} lead={it.email}>
      <form onSubmit={event => void submit(event)} className="space-y-4">
        <FormError message={error} />
        {!it.user_exists && (
          <FormRow label={t('Name')} error={fieldError('name')}>
            <input className="control h-9" name="name" autoComplete="name" defaultValue={it.name} required autoFocus />
          </FormRow>
        )}
        <FormRow label={it.user_exists ? t('Your password') : t('Choose a password')} error={fieldError('password')} hint={it.user_exists ? undefined : <PolicyHint />}>
          <PasswordInput name="password" autoComplete={it.user_exists ? 'current-password' : 'new-password'} required={!it.user_exists} />
        </FormRow>
        <Button type="submit" look="primary" size="lg" busy={busy} className="w-full">{t('Accept the invitation')}</Button>
      </form>
    </AuthLayout>
  )
}
