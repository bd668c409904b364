import { useTranslation } from 'react-i18next'
import { useMemo } from 'react'
import { useDefinitions } from '@/platform/api/resources'
import { useMe } from '@/platform/api/session'
import { Page } from '@/platform/Page'
import { Checklist } from './Checklist'
import { CrmCards } from './CrmCards'
import { MyActivities } from './MyActivities'
import { UsefulViews } from './UsefulViews'

export default function Home() {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const definitions = useDefinitions()
  const today = useMemo(() => new Intl.DateTimeFormat(i18n.language, { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date()), [i18n.language])
  const first = me?.user.name.split(' ')[0] ?? ''
  return (
    <Page narrow name={t('Home')} title={t('Hello {{name}}', { name: first })} lead={today}>
      <div className="space-y-6 px-4 pb-12 sm:px-6">
        {definitions?.has('crm.deals') && <CrmCards />}
        <div className="grid items-start gap-6 lg:grid-cols-[1.35fr_1fr]">
          <div className="min-w-0 space-y-6">
            {definitions?.has('crm.activities') && <MyActivities />}
            <UsefulViews />
          </div>
          <Checklist />
        </div>
      </div>
    </Page>
  )
}
