import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/Button'
import { CopyField } from '@/ui/CopyField'
import { Dialog } from '@/ui/Dialog'

/** Without a mail server the answer holds the link that would have been sent. */
export function linkOf(answer: unknown): string | undefined {
  const data = (answer as { data?: Record<string, unknown> } | undefined)?.data
  const attributes = (data?.attributes as Record<string, unknown> | undefined) ?? data
  const provisioning = attributes?.provisioning as Record<string, unknown> | null | undefined
  const link = attributes?.link ?? attributes?.invite_link ?? provisioning?.invite_link
  return typeof link === 'string' ? link : undefined
}

export function LinkDialog({ title, link, onClose }: { title: string; link: string; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog open onOpenChange={onClose} title={title} description={t('No mail server is set up, so hand over this link yourself. It works once.')} footer={<Button look="primary" onClick={onClose}>{t('Done')}</Button>}>
      <CopyField value={link} label={t('Link')} />
    </Dialog>
  )
}
