import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AuthLayout, link } from '@/app/auth/AuthLayout'
import { post } from '@/platform/api/client'
import { meQuery, useMe } from '@/platform/api/session'
import { Shell } from '../Shell'
import { AddFactor } from './AddFactor'
import { Prove } from './Prove'

/** In front of the organisation: whoever is asked for a second factor and has not proven one does so here first. */
export function Gate() {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  // The recovery codes stay on the screen until they are kept.
  const [settingUp, setSettingUp] = useState(false)
  const second = me?.second_factor
  const asked = !!second?.required && !second.proven
  const proven = async () => {
    await client.invalidateQueries({ queryKey: meQuery.queryKey })
    setSettingUp(false)
  }
  if (!asked && !settingUp) return <Shell />

  const signOut = () => post('auth/logout').finally(() => location.assign('/login'))
  const footer = <button type="button" className={link} onClick={() => void signOut()}>{t('Sign out')}</button>
  if (second?.set_up && !settingUp)
    return <AuthLayout title={t('Is it you?')} lead={t('{{name}} asks for your second factor.', { name: me?.tenant?.name })} footer={footer}><Prove onProven={proven} /></AuthLayout>
  return (
    <AuthLayout title={t('Set up a second factor')} lead={t('{{name}} asks for more than a password, so that nobody gets in with a stolen one.', { name: me?.tenant?.name })} footer={footer}>
      <AddFactor onBegin={() => setSettingUp(true)} onDone={proven} />
    </AuthLayout>
  )
}
