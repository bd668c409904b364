import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button'

export function CopyField({ value, label }: { value: string; label: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  // Links of the server may leave out the address people reach it by.
  const text = value.startsWith('/') ? location.origin + value : value
  const copy = async () => {
    await navigator.clipboard?.writeText(text)
    setCopied(true)
  }
  return (
    <span className="flex gap-1.5">
      <input readOnly aria-label={label} value={text} onFocus={event => event.target.select()} className="control flex-1 font-mono text-xs" />
      <Button icon={copied ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />} onClick={() => void copy()}>{copied ? t('Copied') : t('Copy')}</Button>
    </span>
  )
}
