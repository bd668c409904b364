import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may, useMe } from '../api/session'
import { Page } from '../Page'
import { Tabs } from '@/ui/Tabs'
import { Compliance } from './Compliance'
import { Emergency } from './Emergency'
import { KeyRing } from './KeyRing'
import { Providers } from './Providers'
import { Secrets } from './Secrets'

/** Keys, secrets, emergency access and the compliance report of the organisation. */
export default function Security() {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const { tab } = useSearch({ strict: false }) as { tab?: string }
  const tabs = [
    { id: 'keys', label: t('Keys'), needs: 'security:keys:read', content: <KeyRing /> },
    { id: 'secrets', label: t('Secrets'), needs: 'security:secrets:read', content: <Secrets /> },
    { id: 'providers', label: t('Sign-in'), needs: 'security:providers:read', content: <Providers /> },
    { id: 'compliance', label: t('Compliance'), needs: 'security:compliance:read', content: <Compliance /> },
    { id: 'emergency', label: t('Emergency access'), needs: undefined, content: <Emergency /> },
  ].filter(item => !item.needs || may(me, item.needs))
  return (
    <Page narrow name={t('Security')} title={t('Security')} lead={t('How the data of your organisation is protected, checked as it runs.')}>
      <div className="px-4 pb-12 sm:px-6">
        <Tabs label={t('Sections')} tabs={tabs} value={tabs.some(item => item.id === tab) ? tab! : tabs[0].id} onChange={next => void navigate({ to: '.', search: { tab: next } as never, replace: true })} />
      </div>
    </Page>
  )
}
