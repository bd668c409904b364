import { Link } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { buttonClass } from '@/ui/Button'
import { EmptyState } from '@/ui/States'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <main>
      <EmptyState icon={<SearchX size={20} aria-hidden />} title={t('There is no page here')} actions={<Link to="/" className={buttonClass('primary')}>{t('Go to the start')}</Link>}>
        {t('The address may be old or mistyped.')}
      </EmptyState>
    </main>
  )
}
