import { useQuery } from '@tanstack/react-query'
import { Eye } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { del, get, type One, post, put } from '../api/client'
import { may, useMe } from '../api/session'
import { moment } from '../format'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { CopyField } from '@/ui/CopyField'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'
import { confirmed } from '@/ui/confirm'
import type { Secret } from './Secrets'

/** One secret: a new version, the versions there are, and its value after a reason was given. An empty name makes a new one. */
export function SecretDialog({ name, writes, onClose }: { name: string; writes: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const [draft, setDraft] = useState({ name, value: '', description: '' })
  const [reason, setReason] = useState('')
  const [value, setValue] = useState<string>()
  const [error, setError] = useState<string>()
  const path = `security/secrets/${encodeURIComponent(draft.name)}`
  const secret = useQuery({ queryKey: ['security', 'secret', name], enabled: !!name, queryFn: ({ signal }) => get<One<Secret>>(path, undefined, signal) }).data?.data.attributes
  const act = async (work: () => Promise<unknown>, stay = false) => {
    setError(undefined)
    try {
      await work()
      if (stay) return
      toast.success(t('Saved'))
      onClose()
    } catch (failure) {
      setError((failure as Error).message)
    }
  }
  const reveal = () => act(async () => setValue((await post<One<{ value: string }>>(`${path}/reveal`, { reason })).data.attributes.value), true)
  return (
    <Dialog
      open
      side
      onOpenChange={onClose}
      title={name || t('New secret')}
      description={secret?.description ?? undefined}
      footer={
        writes && (
          <>
            {name && <Button look="danger" className="mr-auto" onClick={() => void confirmed(t('Delete {{name}} for good? Whatever uses it stops working.', { name }), t('Delete'), () => act(() => del(path)))}>{t('Delete')}</Button>}
            <Button look="primary" disabled={!draft.name || !draft.value} onClick={() => void act(() => put(path, { value: draft.value, ...(draft.description ? { description: draft.description } : {}) }))}>{name ? t('Save as a new version') : t('Save')}</Button>
          </>
        )
      }
    >
      <div className="space-y-5">
        {error && <p role="alert" className="text-danger">{error}</p>}
        {secret && <div><p className="mb-1 font-medium" aria-hidden>{t('Reference for settings')}</p><CopyField label={t('Reference for settings')} value={secret.reference} /></div>}
        {writes && (
          <>
            {!name && <FormRow label={t('Name')} required hint={t('Lower case letters, digits, dots, dashes and underscores.')}><input className="control font-mono" autoFocus value={draft.name} onChange={event => setDraft({ ...draft, name: event.target.value })} /></FormRow>}
            <FormRow label={name ? t('New value') : t('Value')} required={!name} hint={name ? t('The version before stays usable for a while, so that nothing breaks.') : undefined}><input type="password" autoComplete="new-password" className="control" value={draft.value} onChange={event => setDraft({ ...draft, value: event.target.value })} /></FormRow>
            {!name && <FormRow label={t('Description')}><input className="control" value={draft.description} onChange={event => setDraft({ ...draft, description: event.target.value })} /></FormRow>}
          </>
        )}
        {secret && may(me, 'security:secrets:reveal') && (
          <section>
            <h3 className="mb-2 font-semibold">{t('Show the value')}</h3>
            {value !== undefined ? <CopyField label={t('Value')} value={value} /> : (
              <>
              <p className="mb-2 text-ink-2">{t('Who saw it, when and why is put on record.')}</p>
              <div className="flex items-end gap-2">
                <div className="flex-1"><FormRow label={t('Reason')} required><input className="control" value={reason} onChange={event => setReason(event.target.value)} /></FormRow></div>
                <Button icon={<Eye size={14} aria-hidden />} disabled={reason.trim().length < 3} onClick={() => void reveal()}>{t('Show')}</Button>
              </div>
              </>
            )}
          </section>
        )}
        {!!secret?.versions.length && (
          <section>
            <h3 className="mb-2 font-semibold">{t('Versions')}</h3>
            <ul>
              {secret.versions.map(version => (
                <li key={version.version} className="flex flex-wrap items-center gap-2 border-line py-2 not-first:border-t">
                  <span className="flex-1">{t('Version {{number}}', { number: version.version })} <span className="text-xs text-ink-3">{version.created_by}, {moment(version.created_at)}</span></span>
                  <Badge tone={version.version === secret.version ? 'green' : version.usable ? 'amber' : 'gray'}>{version.version === secret.version ? t('Current') : version.usable ? t('Usable until {{at}}', { at: moment(version.usable_until ?? '') }) : t('Ended')}</Badge>
                  {writes && version.usable && version.version !== secret.version && <Button size="sm" onClick={() => void act(() => post(`${path}/rollback`, { version: version.version }))}>{t('Make current')}</Button>}
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Dialog>
  )
}
