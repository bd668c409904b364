import { useRouterState } from '@tanstack/react-router'
import clsx from 'clsx'
import { type ReactNode, useEffect, useRef } from 'react'

let firstPage = true

type Props = { title: ReactNode; name: string; lead?: ReactNode; actions?: ReactNode; before?: ReactNode; children: ReactNode; narrow?: boolean; fill?: boolean }

/** Every screen: one h1 that receives the focus on navigation, and a document title that names what is shown. */
export function Page({ title, name, lead, actions, before, children, narrow, fill }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  const path = useRouterState({ select: state => state.location.pathname })
  useEffect(() => {
    if (!firstPage) heading.current?.focus({ preventScroll: true })
    firstPage = false
  }, [path])
  useEffect(() => {
    document.title = `${name} · Ashlar`
  }, [name])
  return (
    <div className={clsx('flex min-h-full flex-col', fill && 'h-full', narrow && 'mx-auto w-full max-w-5xl')}>
      <header className="flex flex-wrap items-start gap-x-4 gap-y-3 px-4 pt-5 pb-4 sm:px-6">
        {before}
        <div className="min-w-0 flex-[1_1_9rem]">
          <h1 ref={heading} tabIndex={-1} className="text-xl leading-7 font-semibold break-words">{title}</h1>
          {lead && <div className="mt-0.5 text-ink-2">{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

export const Section = ({ title, children, action, hint }: { title: ReactNode; children: ReactNode; action?: ReactNode; hint?: ReactNode }) => (
  <section className="min-w-0">
    <div className="mb-2 flex items-center gap-2">
      <h2 className="flex-1 text-sm font-semibold">{title}</h2>
      {action}
    </div>
    {hint && <p className="-mt-1 mb-3 text-ink-2">{hint}</p>}
    {children}
  </section>
)

export const Card = ({ children, className }: { children: ReactNode; className?: string }) => <div className={clsx('rounded-xl border border-line bg-panel', className)}>{children}</div>
