import clsx from 'clsx'
import { LoaderCircle } from 'lucide-react'
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'

export type ButtonLook = 'primary' | 'secondary' | 'ghost' | 'danger'

const looks: Record<ButtonLook, string> = {
  primary: 'bg-accent text-accent-on hover:bg-accent-hover shadow-sm font-medium',
  secondary: 'bg-panel text-ink border border-line-strong hover:bg-sunken shadow-sm font-medium',
  ghost: 'text-ink-2 hover:bg-hover hover:text-ink active:bg-press',
  danger: 'bg-panel text-danger border border-line-strong hover:bg-danger-soft font-medium',
}

const base = 'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md whitespace-nowrap transition-colors duration-100 select-none disabled:opacity-50 disabled:pointer-events-none aria-disabled:opacity-50'

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: ButtonLook
  size?: 'sm' | 'md' | 'lg'
  busy?: boolean
  icon?: ReactNode
  ref?: Ref<HTMLButtonElement>
}

export const buttonClass = (look: ButtonLook = 'secondary', size: 'sm' | 'md' | 'lg' = 'md') =>
  clsx(base, looks[look], size === 'sm' ? 'h-7 px-2 text-xs' : size === 'lg' ? 'h-10 px-4 text-base' : 'h-8 px-3 text-sm')

export function Button({ look = 'secondary', size = 'md', busy, icon, className, children, disabled, type = 'button', ref, ...rest }: Props) {
  return (
    <button ref={ref} type={type} className={clsx(buttonClass(look, size), className)} disabled={disabled || busy} aria-busy={busy || undefined} {...rest}>
      {busy ? <LoaderCircle size={14} className="animate-spin" aria-hidden /> : icon}
      {children}
    </button>
  )
}

export function IconButton({ label, look = 'ghost', className, children, type = 'button', ref, small, ...rest }: Omit<Props, 'size' | 'icon' | 'busy'> & { label: string; small?: boolean }) {
  return (
    <button ref={ref} type={type} aria-label={label} title={label} className={clsx(base, looks[look], small ? 'size-6' : 'size-8', className)} {...rest}>
      {children}
    </button>
  )
}
