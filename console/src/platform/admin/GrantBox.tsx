import clsx from 'clsx'
import { Check, Minus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Grant } from './permissions'

const words: Record<Grant, string> = { allow: 'allowed', deny: 'denied', by_allow: 'allowed by a wildcard', by_deny: 'denied by a wildcard', none: 'not given' }

export function GrantBox({ state, label, disabled, onClick }: { state: Grant; label: string; disabled?: boolean; onClick: () => void }) {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={state === 'allow' || state === 'by_allow' ? true : state === 'none' ? false : 'mixed'}
      aria-label={`${label}: ${t(words[state])}`}
      title={t(words[state])}
      disabled={disabled || state === 'by_deny'}
      onClick={onClick}
      className={clsx(
        'grid size-[18px] place-items-center rounded-sm border transition-colors disabled:cursor-default',
        state === 'allow' && 'border-accent bg-accent text-accent-on',
        state === 'by_allow' && 'border-transparent bg-accent-soft text-accent-ink',
        state === 'deny' && 'border-danger bg-danger-soft text-danger',
        state === 'by_deny' && 'border-transparent bg-danger-soft text-danger opacity-70',
        state === 'none' && 'border-line-strong bg-panel hover:border-field',
      )}
    >
      {state === 'allow' && <Check size={12} strokeWidth={3} aria-hidden />}
      {state === 'by_allow' && <Check size={12} aria-hidden />}
      {state === 'deny' && <X size={12} strokeWidth={3} aria-hidden />}
      {state === 'by_deny' && <Minus size={12} aria-hidden />}
    </button>
  )
}
