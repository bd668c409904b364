import { type ReactElement, type ReactNode, cloneElement, useId } from 'react'
import { useTranslation } from 'react-i18next'

type Props = { label: ReactNode; hint?: ReactNode; error?: ReactNode; required?: boolean; children: ReactElement<Record<string, unknown>>; inline?: boolean }

/** Label above, hint below, error linked to the control; the control gets its ids from here. */
export function FormRow({ label, hint, error, required, children, inline }: Props) {
  const { t } = useTranslation()
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
  const control = cloneElement(children, { id, 'aria-describedby': described, 'aria-invalid': error ? true : undefined, 'aria-required': required || undefined })
  return (
    <div className={inline ? 'flex flex-wrap items-center gap-x-2' : ''}>
      {inline && control}
      <label htmlFor={id} className={inline ? 'min-w-0 flex-1 text-sm' : 'mb-1 flex items-baseline gap-1 text-sm font-medium'}>
        {label}
        {required && (
          <span className="text-danger" title={t('required')} aria-hidden>
            *
          </span>
        )}
      </label>
      {!inline && control}
      {hint && <p id={`${id}-hint`} className="mt-1 w-full text-xs text-ink-3">{hint}</p>}
      {error && <p id={`${id}-error`} className="mt-1 w-full text-xs font-medium text-danger">{error}</p>}
    </div>
  )
}
