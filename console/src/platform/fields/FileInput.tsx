import { Paperclip } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Item } from '../api/client'
import { Button } from '@/ui/Button'
import type { InputProps } from './FieldInput'

export function FileInput({ value, onChange, id, ...rest }: Omit<InputProps, 'field' | 'autoFocus'>) {
  const { t } = useTranslation()
  const picker = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const upload = async (file: File) => {
    const form = new FormData()
    form.set('file', file)
    setBusy(true)
    setError(undefined)
    try {
      onChange((await api<{ data: Item }>('files', { method: 'POST', form })).data.id)
    } catch (failure) {
      setError((failure as Error).message)
    } finally {
      setBusy(false)
    }
  }
  return (
    <span className="block">
      <input ref={picker} type="file" className="sr-only" tabIndex={-1} aria-hidden onChange={event => event.target.files?.[0] && void upload(event.target.files[0])} />
      <Button id={id} busy={busy} icon={<Paperclip size={14} aria-hidden />} onClick={() => picker.current?.click()} {...rest}>
        {value ? t('Replace the file') : t('Choose a file')}
      </Button>
      {!!value && <Button look="ghost" onClick={() => onChange(null)}>{t('Remove')}</Button>}
      {error && <span role="alert" className="mt-1 block text-xs text-danger">{error}</span>}
    </span>
  )
}
