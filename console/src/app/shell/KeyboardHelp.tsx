import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setShortcuts, shortcutsOff } from '@/platform/keys'
import { Checkbox } from '@/ui/Checkbox'
import { Dialog } from '@/ui/Dialog'

const map: [string, [string, string][]][] = [
  ['Anywhere', [['mod K', 'Command palette'], ['?', 'This list'], ['[', 'Show or hide the navigation'], ['g h', 'Home'], ['g c', 'Accounts'], ['g l', 'Leads'], ['g d', 'Deals'], ['g p', 'Pipeline'], ['g u', 'Users'], ['g s', 'Settings'], ['Esc', 'Close what is open']]],
  ['In a list', [['/', 'Search in the list'], ['f', 'Add a filter'], ['v', 'Views'], ['j', 'Next row'], ['k', 'Previous row'], ['x', 'Select the row'], ['Shift x', 'Select up to the row'], ['Space', 'Peek'], ['Enter', 'Open'], ['c', 'Create'], ['e', 'Edit'], [']', 'Close the peek panel'], ['mod Z', 'Undo the last edit']]],
  ['In a form', [['mod Enter', 'Save'], ['Esc', 'Cancel']]],
]

export default function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [on, setOn] = useState(!shortcutsOff())
  return (
    <Dialog open onOpenChange={open => !open && onClose()} title={t('Keyboard shortcuts')} wide>
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {map.map(([title, rows]) => (
          <section key={title}>
            <h3 className="mb-1.5 text-sm font-semibold">{t(title)}</h3>
            <dl>
              {rows.map(([keys, label]) => (
                <div key={keys} className="flex h-7 items-center justify-between border-b border-line last:border-0">
                  <dt className="text-ink-2">{t(label)}</dt>
                  <dd className="font-mono text-xs text-ink-2">{keys.replace('mod', 'Ctrl/⌘')}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="mt-6 flex items-center gap-2 text-ink-2">
        <Checkbox checked={on} onChange={event => { setOn(event.target.checked); setShortcuts(event.target.checked) }} />
        {t('Use single-key shortcuts (turn off if they disturb your screen reader)')}
      </label>
    </Dialog>
  )
}
