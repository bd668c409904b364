import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type One, post } from '../api/client'
import { ActDialog } from '../form/ActDialog'
import { moment } from '../format'
import { Checkbox } from '@/ui/Checkbox'
import { CopyField } from '@/ui/CopyField'
import { FormRow } from '@/ui/FormRow'
import { Select } from '@/ui/Select'
import { previewOf } from './model'

type Link = { url: string; expires_at: string }

/** A link for somebody without an account; it ends by itself, and with the file. */
export function ShareDialog({ id, name, type, onClose }: { id: string; name: string; type: string; onClose: () => void }) {
  const { t } = useTranslation()
  const [minutes, setMinutes] = useState('1440')
  const [show, setShow] = useState(false)
  const [link, setLink] = useState<Link>()
  return (
    <ActDialog
      title={t('A link to {{name}}', { name })}
      description={t('Whoever has it opens the file without signing in. Each opening is in the audit log.')}
      action={t('Make a link')}
      run={async () => setLink((await post<One<Link>>(`files/files/${id}/link`, { minutes: Number(minutes), show })).data.attributes)}
      result={link ? (
        <div className="space-y-2">
          <CopyField value={link.url} label={t('Link')} />
          <p role="status" className="text-sm text-ink-2">{t('It works until {{at}}.', { at: moment(link.expires_at) })}</p>
        </div>
      ) : null}
      onClose={onClose}
    >
      {error => (
        <>
          <FormRow label={t('It works for')} error={error}>
            <Select value={minutes} onChange={event => setMinutes(event.target.value)}>
              <option value="60">{t('One hour')}</option>
              <option value="1440">{t('One day')}</option>
              <option value="10080">{t('One week')}</option>
            </Select>
          </FormRow>
          {previewOf(type) && <FormRow inline label={t('Show in the browser instead of saving')}><Checkbox checked={show} onChange={event => setShow(event.target.checked)} /></FormRow>}
        </>
      )}
    </ActDialog>
  )
}
