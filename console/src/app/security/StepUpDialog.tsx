import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answerStepUp } from '@/platform/api/client'
import { Dialog } from '@/ui/Dialog'
import { Prove } from './Prove'

/** Opens when the server wants a fresh proof, and lets the refused request go again once it has one. */
export function StepUpDialog() {
  const { t } = useTranslation()
  const [waiting, setWaiting] = useState<(proven: boolean) => void>()
  useEffect(() => answerStepUp(() => new Promise<boolean>(resolve => setWaiting(() => resolve))), [])
  const close = (proven: boolean) => {
    waiting?.(proven)
    setWaiting(undefined)
  }
  return (
    <Dialog open={!!waiting} onOpenChange={open => !open && close(false)} title={t('Is it you?')} description={t('This change is delicate, so prove once more that it is you.')}>
      {waiting && <Prove onProven={() => close(true)} />}
    </Dialog>
  )
}
