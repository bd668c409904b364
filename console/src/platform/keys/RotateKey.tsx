import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type One, post } from '../api/client'
import { isApiError } from '../api/errors'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'
import { Select } from '@/ui/Select'
import type { IssuedKey, KeyItem } from './keys'
import { Secret } from './Secret'

export function RotateKey({ item, mine, onClose }: { item: KeyItem; mine: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [hours, setHours] = useState('24')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const [issued, setIssued] = useState<IssuedKey>()
  const rotate = async () => {
    setBusy(true)
    try {
      setIssued((await post<One<IssuedKey>>(`keys/${mine ? 'mine' : 'api_keys'}/${item.id}/rotate`, { overlap_hours: Number(hours) })).data.attributes)
      await client.invalidateQueries({ queryKey: ['keys'] })
    } catch (failure) {
      setError(isApiError(failure) ? failure.message : String(failure))
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={issued ? t('New secret of {{name}}', { name: item.attributes.name }) : t('Rotate {{name}}', { name: item.attributes.name })}
      footer={issued ? <Button key="kept" look="primary" onClick={onClose}>{t('I have kept it')}</Button> : <><Button onClick={onClose}>{t('Cancel')}</Button><Button look="primary" busy={busy} onClick={() => void rotate()}>{t('Rotate')}</Button></>}
    >
      {issued ? (
        <Secret issued={issued} />
      ) : (
        <FormRow label={t('The old secret works on for')} hint={t('Long enough to put the new one everywhere the key is used.')} error={error}>
          <Select value={hours} onChange={event => setHours(event.target.value)}>
            <option value="0">{t('No time: it ends at once')}</option>
            <option value="1">{t('One hour')}</option>
            <option value="24">{t('One day')}</option>
            <option value="168">{t('One week')}</option>
          </Select>
        </FormRow>
      )}
    </Dialog>
  )
}
