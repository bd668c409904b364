import clsx from 'clsx'
import { ChevronDown, Lock, Pin, RotateCcw, Save, Star, StarOff, Trash2, Users } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import type { Definition } from '../api/definition'
import { useDefinition } from '../api/resources'
import { storedWidths } from '../list/useWidths'
import type { ListControl } from '../list/useListState'
import { Button } from '@/ui/Button'
import { Menu, MenuItem, MenuLine } from '@/ui/Menu'
import { SaveViewDialog } from './SaveViewDialog'
import { useViewEdits, type View, type ViewDefinition } from './views'

/** Views are tabs; a changed view says so and is only overwritten when asked. */
export function ViewTabs({ definition, control }: { definition: Definition; control: ListControl }) {
  const { t } = useTranslation()
  const { state, view, views, dirty, choose } = control
  const meta = useDefinition('meta.views')
  const edits = useViewEdits()
  const [saving, setSaving] = useState(false)
  const content: ViewDefinition = { columns: state.columns, filter: state.filter ?? null, sort: state.sort, q: state.q || null, layout: state.layout, widths: storedWidths(definition.key) }
  const fail = (error: Error) => toast.error(error.message)
  const change = (changes: Partial<View>) => view && edits.update.mutate({ id: view.id, version: view.version, ...changes }, { onError: fail })
  const saveAs = (name: string, scope: View['scope'], roleId?: string) =>
    edits.create.mutate({ resource: definition.key, name, scope, ...(roleId ? { role_id: roleId } : {}), definition: content }, { onSuccess: item => { setSaving(false); choose({ ...item.attributes, id: item.id, definition: content }) }, onError: fail })
  if (!meta) return null
  const tab = (item: View | undefined) => {
    const current = item?.id === view?.id
    return (
      <button
        key={item?.id ?? 'all'}
        type="button"
        aria-pressed={current}
        onClick={() => choose(item)}
        className={clsx('flex h-9 shrink-0 items-center gap-1.5 border-b-2 px-0.5 text-sm whitespace-nowrap', current ? 'border-accent font-medium text-ink' : 'border-transparent text-ink-2 hover:text-ink')}
      >
        {item?.locked && <Lock size={11} aria-hidden />}
        {item?.name ?? t('All')}
        {current && dirty && <span className="size-1.5 rounded-full bg-accent" title={t('Changed')}><span className="sr-only">{t('Changed')}</span></span>}
      </button>
    )
  }
  const own = !!view && !view.locked && !!meta.can.update
  return (
    <div className="flex items-center gap-3 border-b border-line px-4 sm:px-6">
      <div role="group" aria-label={t('Views')} className="-mb-px flex min-w-0 gap-4 overflow-x-auto">
        {tab(undefined)}
        {views.map(tab)}
      </div>
      <div className="ml-auto flex shrink-0 items-center gap-1">
        {dirty && view && <Button look="ghost" size="sm" icon={<RotateCcw size={13} aria-hidden />} onClick={() => choose(view)} className="max-sm:hidden">{t('Reset')}</Button>}
        {dirty && own && <Button size="sm" busy={edits.update.isPending} icon={<Save size={13} aria-hidden />} onClick={() => change({ definition: content })}>{t('Save')}</Button>}
        {dirty && !own && meta.can.create && <Button size="sm" icon={<Save size={13} aria-hidden />} onClick={() => setSaving(true)}>{t('Save view')}</Button>}
        <Menu trigger={<Button data-views look="ghost" size="sm">{t('View')} <ChevronDown size={13} aria-hidden /></Button>}>
          {meta.can.create && <MenuItem icon={<Save size={14} aria-hidden />} onSelect={() => setSaving(true)}>{t('Save as …')}</MenuItem>}
          {dirty && <MenuItem icon={<RotateCcw size={14} aria-hidden />} onSelect={() => choose(view)}>{t('Reset')}</MenuItem>}
          {own && (
            <>
              <MenuLine />
              <MenuItem icon={view.favourite ? <StarOff size={14} aria-hidden /> : <Star size={14} aria-hidden />} onSelect={() => change({ favourite: !view.favourite })}>{view.favourite ? t('Remove from favourites') : t('Add to favourites')}</MenuItem>
              <MenuItem icon={<Pin size={14} aria-hidden />} checked={!!view.is_default} onSelect={() => change({ is_default: !view.is_default })}>{t('Open this list with it')}</MenuItem>
              <MenuItem icon={<Users size={14} aria-hidden />} checked={view.scope === 'everyone'} onSelect={() => change({ scope: view.scope === 'everyone' ? 'personal' : 'everyone' })}>{t('Shared with everyone')}</MenuItem>
              <MenuLine />
              <MenuItem danger icon={<Trash2 size={14} aria-hidden />} onSelect={() => edits.remove.mutate(view, { onSuccess: () => choose(undefined), onError: fail })}>{t('Delete the view')}</MenuItem>
            </>
          )}
        </Menu>
      </div>
      {saving && <SaveViewDialog busy={edits.create.isPending} onSave={saveAs} onClose={() => setSaving(false)} />}
    </div>
  )
}
