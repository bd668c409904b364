import { useQueryClient } from '@tanstack/react-query'
import { Eye, EyeOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Definition, Row } from '../api/definition'
import { loadRecord, recordQuery } from '../api/resources'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'
import { holdsPhi, isMasked, useUiContext } from './context'

const shownFor = 5 * 60_000

/** Shows health information of one record after a reason was given, for five minutes; the read is on record before it is answered. */
export function Reveal({ definition, id, row }: { definition: Definition; id: string; row: Row }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const context = useUiContext()
  const [asking, setAsking] = useState(false)
  const [shown, setShown] = useState(false)
  const { queryKey } = recordQuery(definition, id)
  const hide = () => {
    setShown(false)
    void client.invalidateQueries({ queryKey })
  }
  useEffect(() => {
    if (!shown) return
    const timer = setTimeout(() => {
      setShown(false)
      void client.invalidateQueries({ queryKey })
    }, shownFor)
    return () => clearTimeout(timer)
  }, [shown, client, queryKey])
  if (!holdsPhi(definition)) return null
  if (shown) return <Button icon={<EyeOff size={14} aria-hidden />} onClick={hide}>{t('Hide health information')}</Button>
  if (!Object.values(row).some(isMasked)) return null
  return (
    <>
      <Button icon={<Eye size={14} aria-hidden />} onClick={() => setAsking(true)}>{t('Show health information')}</Button>
      {asking && (
        <ReasonDialog
          required={context?.phi.reason_required ?? true}
          onClose={() => setAsking(false)}
          onReason={async reason => {
            client.setQueryData(queryKey, await loadRecord(definition, id, { reason, mask: false }))
            setShown(true)
          }}
        />
      )}
    </>
  )
}

function ReasonDialog({ required, onReason, onClose }: { required: boolean; onReason: (reason: string) => Promise<void>; onClose: () => void }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const submit = async () => {
    if (required && reason.trim().length < 3) return setError(t('This is needed.'))
    setBusy(true)
    try {
      await onReason(reason.trim())
      onClose()
    } catch (failure) {
      setError((failure as Error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('Show health information')}
      description={t('That you looked, and why, is put on record. It is hidden again after five minutes.')}
      footer={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="primary" busy={busy} onClick={() => void submit()}>{t('Show')}</Button>
        </>
      }
    >
      <FormRow label={t('Reason')} required={required} error={error}>
        <input className="control" autoFocus maxLength={500} value={reason} onChange={event => setReason(event.target.value)} onKeyDown={event => event.key === 'Enter' && void submit()} />
      </FormRow>
    </Dialog>
  )
}
