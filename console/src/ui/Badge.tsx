import clsx from 'clsx'
import type { ReactNode } from 'react'

const tones = {
  gray: 'bg-(--tag-gray) text-(--tag-gray-ink)',
  blue: 'bg-(--tag-blue) text-(--tag-blue-ink)',
  green: 'bg-(--tag-green) text-(--tag-green-ink)',
  amber: 'bg-(--tag-amber) text-(--tag-amber-ink)',
  red: 'bg-(--tag-red) text-(--tag-red-ink)',
  violet: 'bg-(--tag-violet) text-(--tag-violet-ink)',
  teal: 'bg-(--tag-teal) text-(--tag-teal-ink)',
}
export type Tone = keyof typeof tones

const aliases: Record<string, Tone> = { grey: 'gray', slate: 'gray', neutral: 'gray', yellow: 'amber', orange: 'amber', purple: 'violet', indigo: 'blue', cyan: 'teal', emerald: 'green', success: 'green', danger: 'red', warning: 'amber', info: 'blue' }
const meaning: Record<string, Tone> = {
  active: 'green', won: 'green', succeeded: 'green', ok: 'green', done: 'green', qualified: 'green', allow: 'green', enabled: 'green',
  failed: 'red', lost: 'red', deny: 'red', denied: 'amber', suspended: 'amber', invited: 'amber', contacted: 'amber', expired: 'amber',
  open: 'blue', new: 'blue', running: 'blue', provisioning: 'blue', prospect: 'blue', queued: 'gray', converted: 'violet',
}

export const toneOf = (color: string | null | undefined, value?: string): Tone =>
  (color && (color in tones ? (color as Tone) : aliases[color])) || (value && meaning[value]) || 'gray'

export function Badge({ tone = 'gray', dot, children, className }: { tone?: Tone; dot?: boolean; children: ReactNode; className?: string }) {
  return (
    <span className={clsx('inline-flex h-5 max-w-full items-center gap-1.5 rounded-sm px-1.5 text-xs font-medium whitespace-nowrap', tones[tone], className)}>
      {dot && <span aria-hidden className="size-1.5 rounded-full bg-current opacity-75" />}
      <span className="truncate">{children}</span>
    </span>
  )
}
