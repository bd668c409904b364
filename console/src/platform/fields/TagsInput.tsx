import { X } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'

type Props = { value: string[]; onChange: (value: string[]) => void; options?: string[]; id?: string; autoFocus?: boolean; 'aria-label'?: string }

export function TagsInput({ value, onChange, options, ...rest }: Props) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState('')
  const add = (text: string) => {
    const tags = text.split(',').map(tag => tag.trim()).filter(tag => tag && !value.includes(tag))
    if (tags.length) onChange([...value, ...tags])
    setDraft('')
  }
  const key = (event: KeyboardEvent<HTMLInputElement>) => {
    if ((event.key === 'Enter' || event.key === ',') && draft.trim() && !event.metaKey && !event.ctrlKey) {
      event.preventDefault()
      event.stopPropagation()
      add(draft)
    }
    if (event.key === 'Backspace' && !draft && value.length) onChange(value.slice(0, -1))
  }
  return (
    <span className="control flex h-auto min-h-8 flex-wrap items-center gap-1 px-1.5 py-1 focus-within:border-ring focus-within:shadow-[0_0_0_3px_color-mix(in_oklab,var(--ring)_22%,transparent)]">
      {value.map(tag => (
        <span key={tag} className="inline-flex h-[22px] items-center gap-1 rounded-sm bg-(--tag-gray) pr-0.5 pl-1.5 text-xs font-medium text-(--tag-gray-ink)">
          {tag}
          <button type="button" aria-label={t('Remove {{name}}', { name: tag })} className="grid size-4 place-items-center rounded-sm hover:bg-press" onClick={() => onChange(value.filter(item => item !== tag))}>
            <X size={11} aria-hidden />
          </button>
        </span>
      ))}
      <input {...rest} list={options && rest.id ? `${rest.id}-options` : undefined} value={draft} onChange={event => setDraft(event.target.value)} onKeyDown={key} onBlur={() => draft.trim() && add(draft)} className="h-[22px] min-w-20 flex-1 bg-transparent px-1 outline-none" />
      {options && rest.id && <datalist id={`${rest.id}-options`}>{options.map(option => <option key={option} value={option} />)}</datalist>}
    </span>
  )
}
