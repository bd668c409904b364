import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { del, get, type Item, type Many, type One, put } from '../api/client'
import { isApiError } from '../api/errors'
import { History } from 'lucide-react'
import { RelationName } from '../fields/RelationName'
import { FieldInput } from '../fields/FieldInput'
import { Value } from '../fields/Value'
import { humanize } from '../format'
import { Entry } from '../record/Entry'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'
import { fieldOf, type Setting } from './setting'

const uuid = /^[0-9a-f]{8}-/

function Who({ id }: { id?: string | null }) {
  if (!id) return null
  return uuid.test(id) ? <RelationName resource="org.users" id={id} plain /> : <>{id}</>
}

type Layer = { layer: string; value: unknown; set: boolean; by?: string | null; at?: string | null }
type Past = { at?: string; by?: string | null; from?: unknown; to?: unknown; value?: unknown }

/** A value, where it comes from and what it was; it can be changed where the address is of somebody who may. */
export function SettingDialog({ setting, base = 'settings', readOnly, onClose }: { setting: Setting; base?: string; readOnly?: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [draft, setDraft] = useState<unknown>(setting.secret ? null : setting.value)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const field = fieldOf(setting)
  const path = `${base}/${encodeURIComponent(setting.key)}`
  const explain = useQuery({ queryKey: ['settings', base, setting.key, 'explain'], queryFn: ({ signal }) => get<One<{ layers: Layer[] }>>(`${path}/explain`, undefined, signal) })
  const history = useQuery({ queryKey: ['settings', base, setting.key, 'history'], queryFn: ({ signal }) => get<Many<Past>>(`${path}/history`, undefined, signal) })
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true)
    setError(undefined)
    try {
      await work()
      await client.invalidateQueries({ queryKey: ['settings'] })
      toast.success(t('Saved'))
      onClose()
    } catch (failure) {
      setError(isApiError(failure) ? (failure.details[0]?.message ?? failure.message) : String(failure))
      setBusy(false)
    }
  }
  const shown = (value: unknown) => (setting.secret ? '••••••' : <Value field={field} value={value} plain />)
  return (
    <Dialog
      open
      side
      onOpenChange={onClose}
      title={setting.label}
      description={setting.hint}
      footer={
        readOnly ? <Button onClick={onClose}>{t('Close')}</Button> : <>
          {(setting.source === 'tenant' || setting.source === 'client') && <Button look="ghost" className="mr-auto" onClick={() => void act(() => del(path))}>{t('Back to the default')}</Button>}
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="primary" busy={busy} onClick={() => void act(() => put(path, { value: draft }))}>{t('Save')}</Button>
        </>
      }
    >
      {readOnly ? <p className="text-ink-2">{setting.owner === 'operator' ? t('The operator of the installation sets this for your organisation.') : t('The operator sets this for the whole installation, outside the console.')}</p> : <FormRow label={setting.secret ? t('Replace the value') : t('Value for this organisation')} error={error} inline={setting.kind === 'boolean'}>
        {setting.secret ? <input type="password" className="control" autoComplete="off" value={String(draft ?? '')} onChange={event => setDraft(event.target.value)} /> : <FieldInput field={field} value={draft} onChange={setDraft} />}
      </FormRow>}
      <h3 className="mt-7 mb-2 font-semibold">{t('Where the value comes from')}</h3>
      <ol className="overflow-hidden rounded-lg border border-line">
        {(explain.data?.data.attributes.layers ?? []).map(layer => {
          const wins = layer.layer === setting.source
          return (
            <li key={layer.layer} className={`flex items-center gap-3 border-line px-3 py-2 not-first:border-t ${wins ? 'bg-accent-soft' : ''}`}>
              <span className={`w-28 ${wins ? 'font-medium text-accent-ink' : 'text-ink-3'}`}>{t(humanize(layer.layer))}</span>
              <span className="flex min-w-0 flex-1 truncate">{layer.set ? shown(layer.value) : <span className="text-ink-3">{t('not set')}</span>}</span>
              {layer.by && <span className="text-xs text-ink-2"><Who id={layer.by} /></span>}
            </li>
          )
        })}
      </ol>
      <h3 className="mt-7 mb-2 font-semibold">{t('History')}</h3>
      {history.data?.data.length ? (
        <ol>
          {history.data.data.map((item: Item<Past>) => {
            const past = item.attributes
            return <Entry key={item.id} icon={<History size={12} aria-hidden />} at={past.at} what={<span className="inline-flex flex-wrap items-center gap-1.5"><span className="font-medium">{past.by ? <Who id={past.by} /> : t('System')}</span>{'from' in past && <><span className="text-ink-3">{shown(past.from)}</span> → </>}{shown('to' in past ? past.to : past.value)}</span>} />
          })}
        </ol>
      ) : (
        <p className="text-ink-3">{history.isError ? history.error.message : t('Never changed.')}</p>
      )}
    </Dialog>
  )
}
