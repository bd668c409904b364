import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDefinition } from '../api/resources'
import { RelationPicker } from '../fields/RelationPicker'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'
import { Select } from '@/ui/Select'
import type { View } from './views'

type Props = { busy: boolean; onSave: (name: string, scope: View['scope'], roleId?: string) => void; onClose: () => void }

export function SaveViewDialog({ busy, onSave, onClose }: Props) {
  const { t } = useTranslation()
  const roles = useDefinition('rbac.roles')
  const [name, setName] = useState('')
  const [scope, setScope] = useState<View['scope']>('personal')
  const [role, setRole] = useState<string>()
  const save = () => name.trim() && onSave(name.trim(), scope, scope === 'role' ? role : undefined)
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={t('Save as a view')}
      description={t('Keeps the filter, the order, the columns and the layout.')}
      footer={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="primary" busy={busy} disabled={!name.trim() || (scope === 'role' && !role)} onClick={save}>{t('Save')}</Button>
        </>
      }
    >
      <form className="space-y-4" onSubmit={event => { event.preventDefault(); save() }}>
        <FormRow label={t('Name')} required><input className="control" value={name} onChange={event => setName(event.target.value)} autoFocus /></FormRow>
        <FormRow label={t('Who sees it')}>
          <Select value={scope} onChange={event => setScope(event.target.value as View['scope'])}>
            <option value="personal">{t('Only me')}</option>
            {roles && <option value="role">{t('Everyone with a role')}</option>}
            <option value="everyone">{t('Everyone')}</option>
          </Select>
        </FormRow>
        {scope === 'role' && <FormRow label={t('Role')} required><RelationPicker resource="rbac.roles" value={role} onChange={id => setRole(id as string)} /></FormRow>}
      </form>
    </Dialog>
  )
}
