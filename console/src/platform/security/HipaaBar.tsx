import { ShieldAlert } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { useUiContext } from './context'

/** In HIPAA mode: one quiet line above the content, and a word when somebody copies or prints. */
export function HipaaBar() {
  const { t } = useTranslation()
  const context = useUiContext()
  const strict = context?.compliance_mode === 'hipaa'
  const [copies, prints] = [context?.clipboard === 'warn', context?.print === 'warn']
  useEffect(() => {
    const copied = () => copies && toast.warning(t('What you copied may be health information. Keep it on this device.'), { id: 'hipaa-copy' })
    const printed = () => prints && toast.warning(t('A print of health information has to be kept under lock or shredded.'), { id: 'hipaa-print' })
    document.addEventListener('copy', copied)
    window.addEventListener('beforeprint', printed)
    return () => {
      document.removeEventListener('copy', copied)
      window.removeEventListener('beforeprint', printed)
    }
  }, [copies, prints, t])
  if (!strict && !context?.phi.break_glass) return null
  return (
    <p role="status" className="flex items-center gap-2 border-b border-line bg-(--tag-amber) px-4 py-1.5 text-xs text-(--tag-amber-ink) sm:px-6">
      <ShieldAlert size={14} aria-hidden className="shrink-0" />
      <span>
        {context?.phi.break_glass
          ? t('Emergency access is on. Every record you open is reported to the administrators.')
          : context?.phi.authorized
            ? t('Health information is handled here. Look only at what you need; every look is on record.')
            : t('Health information is handled here. It is hidden from you: you have no clearance.')}
      </span>
    </p>
  )
}
