import clsx from 'clsx'
import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { Kbd } from './Kbd'

const surface = 'z-50 max-h-[70vh] min-w-44 animate-in overflow-y-auto rounded-lg bg-raised p-1 shadow-md'
const row = 'flex h-8 w-full cursor-default items-center gap-2 rounded-md px-2 text-sm outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-45'

export function Menu({ trigger, children, align = 'end', side }: { trigger: ReactNode; children: ReactNode; align?: 'start' | 'end'; side?: 'top' | 'bottom' | 'right' }) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align={align} side={side} sideOffset={5} collisionPadding={8} className={surface}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

type ItemProps = { onSelect?: (event: Event) => void; icon?: ReactNode; hint?: ReactNode; keys?: string; danger?: boolean; disabled?: boolean; checked?: boolean; children: ReactNode }

export function MenuItem({ onSelect, icon, hint, keys, danger, disabled, checked, children }: ItemProps) {
  const inner = (
    <>
      {icon && <span className="grid w-4 place-items-center text-ink-3">{icon}</span>}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint && <span className="text-xs text-ink-3">{hint}</span>}
      {keys && <Kbd keys={keys} />}
      {checked && <Check size={14} aria-hidden className="text-accent" />}
    </>
  )
  const className = clsx(row, danger && 'text-danger')
  if (checked !== undefined)
    return (
      <DropdownMenu.CheckboxItem checked={checked} onSelect={onSelect} disabled={disabled} className={className}>
        {inner}
      </DropdownMenu.CheckboxItem>
    )
  return (
    <DropdownMenu.Item onSelect={onSelect} disabled={disabled} className={className}>
      {inner}
    </DropdownMenu.Item>
  )
}

export const MenuLabel = ({ children }: { children: ReactNode }) => <DropdownMenu.Label className="px-2 pt-2 pb-1 text-xs font-medium text-ink-3">{children}</DropdownMenu.Label>
export const MenuLine = () => <DropdownMenu.Separator className="mx-1 my-1 h-px bg-line" />
