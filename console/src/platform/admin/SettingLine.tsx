import { Layers } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Value } from '../fields/Value'
import { humanize } from '../format'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { fieldOf, type Setting } from './setting'

/** A setting in a list: what it is called, what holds and where that comes from. */
export function SettingLine({ setting, readOnly = setting.owner !== 'organisation', onOpen }: { setting: Setting; readOnly?: boolean; onOpen: () => void }) {
  const { t } = useTranslation()
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line px-4 py-3 not-first:border-t">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{setting.label}</p>
        <p className="text-xs text-ink-3">{setting.hint} <code className="font-mono text-2xs">{setting.key}</code></p>
      </div>
      <div className="flex max-w-64 min-w-0 items-center gap-2">
        <span className="flex min-w-0 truncate">{setting.secret ? <span className="text-ink-3">{setting.value ? '••••••' : t('not set')}</span> : <Value field={fieldOf(setting)} value={setting.value} plain />}</span>
        <Badge tone={setting.source === 'default' ? 'gray' : 'teal'}>{t(humanize(setting.source))}</Badge>
      </div>
      <Button look="ghost" size="sm" icon={<Layers size={13} aria-hidden />} onClick={onOpen}>{readOnly ? t('Look') : t('Change')}</Button>
    </li>
  )
}
