import { type ReactNode, useEffect } from 'react'
import { Logo } from '@/ui/Logo'

type Props = { title: string; lead?: ReactNode; children: ReactNode; footer?: ReactNode }

export function AuthLayout({ title, lead, children, footer }: Props) {
  useEffect(() => {
    document.title = `${title} · Ashlar`
  }, [title])
  return (
    <div className="relative flex min-h-full flex-col items-center justify-center overflow-hidden px-4 py-10">
      <Courses />
      <main className="relative w-full max-w-[380px]">
        <div className="mb-6 flex items-center gap-2.5">
          <Logo size={30} />
          <span className="text-lg font-semibold tracking-tight">Ashlar</span>
        </div>
        <div className="rounded-xl border border-line bg-panel p-6 shadow-sm sm:p-7">
          <h1 className="text-xl font-semibold">{title}</h1>
          {lead && <p className="mt-1 text-ink-2">{lead}</p>}
          <div className="mt-5">{children}</div>
        </div>
        {footer && <div className="mt-4 text-center text-ink-2">{footer}</div>}
      </main>
    </div>
  )
}

/** A wall of dressed stone, the thing the product is named after, drawn as faint joints. */
function Courses() {
  return (
    <svg aria-hidden className="pointer-events-none absolute inset-0 size-full text-line-strong opacity-60 [mask-image:radial-gradient(ellipse_at_50%_42%,transparent_22%,black_75%)]">
      <defs>
        <pattern id="courses" width="176" height="88" patternUnits="userSpaceOnUse">
          <path d="M0 .5H176M0 44.5H176M.5 0V44M88.5 44V88" fill="none" stroke="currentColor" />
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill="url(#courses)" />
    </svg>
  )
}

export const link = 'font-medium text-accent-ink underline-offset-2 hover:underline'

export function FormError({ message }: { message?: string }) {
  return message ? (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-danger">
      {message}
    </p>
  ) : null
}
