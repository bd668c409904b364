import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { isApiError } from '../api/errors'

type Props = {
  title: string
  description?: string
  action: string
  /** Does it; what it throws is shown and the dialog stays. */
  run: () => Promise<unknown>
  /** Shown instead of the fields once it is done; without it the dialog closes. */
  result?: ReactNode
  onClose: () => void
  children: (error: string | undefined) => ReactNode
}

/** A dialog with a few fields and the one thing that is done with them. */
export function ActDialog({ title, description, action, run, result, onClose, children }: Props) {
  const { t } = useTranslation()
  const form = useId()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const [done, setDone] = useState(false)
  const send = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await run()
      setDone(true)
      if (result === undefined) onClose()
    } catch (failure) {
      setError(isApiError(failure) ? (failure.details[0]?.message ?? failure.message) : (failure as Error).message)
    }
    setBusy(false)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      description={description}
      footer={done ? <Button look="primary" onClick={onClose}>{t('Done')}</Button> : <><Button onClick={onClose}>{t('Cancel')}</Button><Button look="primary" type="submit" form={form} busy={busy}>{action}</Button></>}
    >
      {done ? result : <form id={form} className="space-y-4" onSubmit={event => { event.preventDefault(); void send() }}>{children(error)}</form>}
    </Dialog>
  )
}
