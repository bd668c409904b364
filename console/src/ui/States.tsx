import { CircleAlert, Copy, Lock, RotateCw, SearchX, ServerOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isApiError } from '@/platform/api/errors'
import { Button, buttonClass } from './Button'

type FrameProps = { icon: ReactNode; title: ReactNode; children?: ReactNode; actions?: ReactNode; role?: 'alert' | 'status' }

function Frame({ icon, title, children, actions, role }: FrameProps) {
  return (
    <div role={role} className="mx-auto flex max-w-md flex-col items-center px-6 py-16 text-center">
      <span className="mb-4 grid size-11 place-items-center rounded-xl border border-line bg-panel text-ink-3 shadow-sm">{icon}</span>
      <p className="text-base font-semibold tracking-tight">{title}</p>
      {children && <div className="mt-1 text-ink-2">{children}</div>}
      {actions && <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}

export const EmptyState = Frame

export function NoResult({ onClear }: { onClear?: () => void }) {
  const { t } = useTranslation()
  return (
    <Frame role="status" icon={<SearchX size={20} aria-hidden />} title={t('Nothing matches')} actions={onClear && <Button onClick={onClear}>{t('Clear filters')}</Button>}>
      {t('No record fits the search and the filters that are set.')}
    </Frame>
  )
}

export function NoPermission({ permission, message }: { permission?: string; message?: string }) {
  const { t } = useTranslation()
  return (
    <Frame role="alert" icon={<Lock size={20} aria-hidden />} title={t('You may not see this')}>
      {permission ? (
        <>
          {t('Ask an administrator for this permission:')} <code className="mt-2 block rounded-md bg-sunken px-2 py-1 font-mono text-xs text-ink">{permission}</code>
        </>
      ) : (
        message
      )}
    </Frame>
  )
}

function RequestId({ id }: { id: string }) {
  const { t } = useTranslation()
  return (
    <button type="button" onClick={() => void navigator.clipboard?.writeText(id)} className="mt-3 inline-flex items-center gap-1.5 rounded-md bg-sunken px-2 py-1 font-mono text-xs text-ink-2 hover:text-ink" title={t('Copy the request id')}>
      {id} <Copy size={12} aria-hidden />
    </button>
  )
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation()
  if (isApiError(error) && error.status === 403) return <NoPermission permission={error.permission} message={error.message} />
  if (isApiError(error) && error.status === 402)
    return (
      <Frame icon={<Lock size={20} aria-hidden />} title={t('This app is not part of your plan')} actions={error.upgradeUrl && <a className={buttonClass('primary')} href={error.upgradeUrl}>{t('See the plans')}</a>}>
        {error.message}
      </Frame>
    )
  if (isApiError(error) && error.status === 404) return <Frame role="alert" icon={<SearchX size={20} aria-hidden />} title={t('Not found')}>{error.message}</Frame>
  const away = isApiError(error) && (error.status === 0 || error.status === 503)
  return (
    <Frame
      role="alert"
      icon={away ? <ServerOff size={20} aria-hidden /> : <CircleAlert size={20} aria-hidden />}
      title={away ? t('The server cannot be reached') : t('This did not work')}
      actions={onRetry && <Button icon={<RotateCw size={14} aria-hidden />} onClick={onRetry}>{t('Try again')}</Button>}
    >
      {away ? t('Your data is safe. The page works again as soon as the server answers.') : error instanceof Error ? error.message : String(error)}
      {isApiError(error) && error.requestId && <RequestId id={error.requestId} />}
    </Frame>
  )
}

/** Appears only after 150 ms, so that fast answers never flicker. */
export function Skeleton({ rows = 8 }: { rows?: number }) {
  const { t } = useTranslation()
  return (
    <div className="animate-late space-y-3 p-4" role="status">
      <span className="sr-only">{t('Loading')}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex animate-pulse gap-4" style={{ animationDelay: `${index * 70}ms` }}>
          <div className="h-3.5 w-1/4 rounded-sm bg-press" />
          <div className="h-3.5 rounded-sm bg-press" style={{ width: `${18 + ((index * 29) % 34)}%` }} />
          <div className="h-3.5 w-1/6 rounded-sm bg-hover" />
        </div>
      ))}
    </div>
  )
}
