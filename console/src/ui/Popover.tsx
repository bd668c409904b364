import clsx from 'clsx'
import { Popover as Base } from 'radix-ui'
import type { ReactNode } from 'react'

type Props = { trigger: ReactNode; children: ReactNode; open?: boolean; onOpenChange?: (open: boolean) => void; align?: 'start' | 'end' | 'center'; className?: string; label?: string }

export function Popover({ trigger, children, open, onOpenChange, align = 'start', className, label }: Props) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger asChild>{trigger}</Base.Trigger>
      <Base.Portal>
        <Base.Content aria-label={label} align={align} sideOffset={5} collisionPadding={8} className={clsx('z-50 max-w-[calc(100vw-16px)] animate-in rounded-lg bg-raised shadow-md outline-none', className ?? 'p-3')}>
          {children}
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  )
}
