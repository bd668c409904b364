import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/ui/Button'
import { sizeOf } from '../format'
import type { Sending } from './useUpload'

/** How far an upload is. When everything is sent the server still seals and scans it. */
export function Progress({ sending, onCancel }: { sending: Sending; onCancel: () => void }) {
  const { t } = useTranslation()
  const percent = Math.round(sending.share * 100)
  return (
    <div className="flex min-h-16 items-center gap-3 rounded-md border border-line bg-sunken px-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="flex gap-2 text-sm">
          <span className="min-w-0 flex-1 truncate font-medium">{sending.name}</span>
          <span className="nums shrink-0 text-ink-2">{percent < 100 ? t('{{percent}} % of {{size}}', { percent, size: sizeOf(sending.size) }) : t('Being checked …')}</span>
        </p>
        <progress className="mt-1.5 block h-1.5 w-full overflow-hidden rounded-full accent-accent" max={100} value={percent < 100 ? percent : undefined} aria-label={t('Sending {{name}}', { name: sending.name })} />
      </div>
      <IconButton label={t('Cancel the upload')} onClick={onCancel}><X size={15} aria-hidden /></IconButton>
    </div>
  )
}
