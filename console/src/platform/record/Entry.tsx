import type { ReactNode } from 'react'
import { ago, moment } from '../format'
import { Avatar } from '@/ui/Avatar'

type Props = { who?: string | null; what: ReactNode; at?: string | null; icon?: ReactNode; action?: ReactNode; children?: ReactNode }

/** One line of a history: who, what, when, and what it changed. */
export function Entry({ who, what, at, icon, action, children }: Props) {
  return (
    <li className="relative flex gap-3 pb-5 not-last:before:absolute not-last:before:top-7 not-last:before:bottom-0 not-last:before:left-[11px] not-last:before:w-px not-last:before:bg-line">
      {icon ? <span className="z-10 grid size-6 shrink-0 place-items-center rounded-full border border-line bg-panel text-ink-3">{icon}</span> : <Avatar name={who ?? '?'} size={24} />}
      <div className="min-w-0 flex-1 pt-0.5">
        <div className="flex flex-wrap items-baseline gap-x-2">
          <span className="min-w-0">{what}</span>
          {who && icon && <span className="text-ink-3">{who}</span>}
          {at && <time dateTime={at} title={moment(at)} className="text-xs text-ink-3">{ago(at)}</time>}
          {action && <span className="ml-auto">{action}</span>}
        </div>
        {children}
      </div>
    </li>
  )
}
