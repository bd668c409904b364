import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/Button'

/** Shown once. They can be kept as a file or copied, and the way on is closed until somebody says so. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => unknown }) {
  const { t } = useTranslation()
  const [kept, setKept] = useState(false)
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`${t('Recovery codes for Ashlar at {{host}}', { host: location.host })}\n\n${codes.join('\n')}\n`)}`
  return (
    <div className="space-y-4">
      <p className="text-ink-2">{t('These codes let you in when you have lost everything else. Each works once, and they are shown only now.')}</p>
      <ul className="grid gap-x-4 gap-y-1 rounded-lg border border-line bg-sunken p-3 text-center font-mono text-sm sm:grid-cols-2" aria-label={t('Recovery codes')}>
        {codes.map(code => <li key={code}>{code}</li>)}
      </ul>
      <div className="flex gap-2">
        <a href={file} download="ashlar-recovery-codes.txt" className="inline-flex h-8 flex-1 items-center justify-center gap-1.5 rounded-md border border-line-strong bg-panel px-3 font-medium shadow-sm hover:bg-sunken"><Download size={14} aria-hidden />{t('Download')}</a>
        <Button className="flex-1" onClick={() => void navigator.clipboard?.writeText(codes.join('\n'))}>{t('Copy')}</Button>
      </div>
      <label className="flex items-center gap-2">
        <input type="checkbox" className="size-4 accent-(--accent)" checked={kept} onChange={event => setKept(event.target.checked)} />
        {t('I have kept them in a safe place')}
      </label>
      <Button look="primary" size="lg" className="w-full" disabled={!kept} onClick={() => void onKept()}>{t('Continue')}</Button>
    </div>
  )
}
