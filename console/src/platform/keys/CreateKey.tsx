import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type One, post } from '../api/client'
import { isApiError } from '../api/errors'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'
import { Select } from '@/ui/Select'
import { type Environment, type IssuedKey, inDays, type KeyKind, type KeyOptions } from './keys'
import { ScopePicker } from './ScopePicker'
import { Secret } from './Secret'

const lines = (text: string) => text.split(/[\s,;]+/).filter(Boolean)

export function CreateKey({ options, onClose }: { options: KeyOptions; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [kind, setKind] = useState<KeyKind>('person')
  const [name, setName] = useState('')
  const [module, setModule] = useState(options.modules[0] ?? '')
  const [environment, setEnvironment] = useState<Environment>('dev')
  const [scopes, setScopes] = useState<string[]>([])
  const [life, setLife] = useState('')
  const [networks, setNetworks] = useState('')
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [issued, setIssued] = useState<IssuedKey>()
  const forModule = kind === 'module'
  const offered = forModule ? options.core_scopes.map(code => ({ code, label: code })) : options.scopes
  const others = kind === 'integration' || (forModule && options.module_keys)
  const waits = environment === 'prod' && !(forModule ? options.module_keys : options.approves)
  const create = async () => {
    setBusy(true)
    setErrors({})
    try {
      const body = { name, kind, environment, scopes: forModule && !scopes.length ? options.core_scopes : scopes, allowed_ips: lines(networks), ...(forModule ? { module_name: module } : {}), ...(life === 'never' ? { never_expires: true } : life ? { expires_at: inDays(Number(life), Date.now()) } : {}) }
      setIssued((await post<One<IssuedKey>>(others ? 'keys/api_keys' : 'keys/mine', body)).data.attributes)
      await client.invalidateQueries({ queryKey: ['keys'] })
    } catch (failure) {
      const details = isApiError(failure) ? failure.details : []
      setErrors(details.length ? Object.fromEntries(details.map(detail => [detail.field, detail.message])) : { all: (failure as Error).message })
      setBusy(false)
    }
  }
  if (issued)
    return (
      <Dialog open onOpenChange={onClose} title={t('{{name}} is made', { name: issued.name })} footer={<Button key="kept" look="primary" onClick={onClose}>{t('I have kept it')}</Button>}>
        <Secret issued={issued} />
      </Dialog>
    )
  return (
    <Dialog
      open
      side
      wide
      onOpenChange={onClose}
      title={t('New API key')}
      description={t('It never does more than its owner may do at that moment.')}
      footer={<><Button onClick={onClose}>{t('Cancel')}</Button><Button look="primary" busy={busy} onClick={() => void create()}>{waits ? t('Ask for the key') : t('Make the key')}</Button></>}
    >
      <div className="space-y-4">
        {errors.all && <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger">{errors.all}</p>}
        <FormRow label={t('What it is for')} required error={errors.name}><input className="control" value={name} maxLength={100} onChange={event => setName(event.target.value)} /></FormRow>
        {(options.integrations || options.module_keys || options.modules.length > 0) && (
          <FormRow label={t('Acts for')} hint={kind === 'integration' ? t('A member is made that nobody signs in as, and granted what you choose here.') : forModule ? t('It reaches the Core API (/api/v1/core) and nothing else.') : undefined}>
            <Select value={kind} onChange={event => { setKind(event.target.value as KeyKind); setScopes([]) }}>
              <option value="person">{t('Myself')}</option>
              {options.integrations && <option value="integration">{t('A new integration')}</option>}
              {(options.module_keys || options.modules.length > 0) && <option value="module">{t('A module')}</option>}
            </Select>
          </FormRow>
        )}
        {forModule && (
          <FormRow label={t('Module')} required error={errors.module_name}>
            {options.module_keys ? <input className="control" value={module} onChange={event => setModule(event.target.value)} /> : <Select value={module} onChange={event => setModule(event.target.value)}>{options.modules.map(one => <option key={one}>{one}</option>)}</Select>}
          </FormRow>
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <FormRow label={t('Where it is used')} hint={waits ? t('A key for production works once it is approved.') : undefined} error={errors.environment}>
            <Select value={environment} onChange={event => setEnvironment(event.target.value as Environment)}>
              <option value="dev">{t('Development')}</option>
              <option value="staging">{t('Staging')}</option>
              <option value="prod">{t('Production')}</option>
            </Select>
          </FormRow>
          <FormRow label={t('Ends')} error={errors.expires_at}>
            <Select value={life} onChange={event => setLife(event.target.value)}>
              <option value="">{environment === 'prod' ? t('After a year') : environment === 'staging' ? t('After 90 days') : t('After 30 days')}</option>
              <option value="7">{t('After 7 days')}</option>
              <option value="180">{t('After 180 days')}</option>
              <option value="never">{t('Never')}</option>
            </Select>
          </FormRow>
        </div>
        <ScopePicker key={kind} scopes={offered} chosen={forModule && !scopes.length ? options.core_scopes : scopes} onChange={setScopes} error={errors.scopes} />
        <FormRow label={t('Only from these addresses')} hint={t('One network per line, such as 203.0.113.0/24. From anywhere when empty.')} error={errors.allowed_ips}>
          <textarea className="control h-auto min-h-16 py-1.5 font-mono text-xs" rows={2} value={networks} onChange={event => setNetworks(event.target.value)} />
        </FormRow>
      </div>
    </Dialog>
  )
}
