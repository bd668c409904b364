import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, ShieldAlert, ShieldCheck, ShieldQuestion } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type One, post, url } from '../api/client'
import { useDefinition } from '../api/resources'
import { useMe } from '../api/session'
import { ago, moment, number } from '../format'
import { Button, buttonClass } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { ErrorState, Skeleton } from '@/ui/States'

type Finding = { kind: string; position: number | null; entry_id: string | null; text: string }
type Report = { ok: boolean; checked_at: string; size: number; compared: number; archived: number; found: number; findings: Finding[] }
type Head = { size: number; root: string | null; time: string | null; key_id: string | null; jws: string | null; waiting: number; last_check: Report | null }

type Syslog = { target: string; sent: number; waiting: number; sent_at: string | null; error: string | null }

const key = ['audit', 'head']

/** How far the log is sealed and what the last verification found; verifies and takes the log out. */
export function SealStatus() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const client = useQueryClient()
  const whole = !!useDefinition('audit.entries')?.can.export
  const head = useQuery({ queryKey: key, queryFn: ({ signal }) => get<One<Head>>('audit/head', undefined, signal), refetchInterval: 30_000 })
  const verify = useMutation({ mutationFn: () => post<One<Report>>('audit/verify'), onSettled: () => client.invalidateQueries({ queryKey: key }) })
  const operator = useMe()?.tenant?.code === 'platform'
  const receiver = useQuery({ queryKey: ['audit', 'syslog'], queryFn: ({ signal }) => get<One<Syslog>>('audit/syslog', undefined, signal), enabled: open && whole && operator, retry: false, refetchInterval: 15_000 })
  const syslog = receiver.data?.data.attributes
  const words: Record<string, string> = {
    changed: t('Changed'), deleted: t('Removed'), inserted: t('Added'), backdated: t('Dated back'), reordered: t('Reordered'), truncated: t('Cut off'),
    head_forged: t('Forged signature'), tree_changed: t('Hashes changed'), rolled_back: t('Put back to an earlier state'),
  }
  const it = head.data?.data.attributes
  const check = it?.last_check
  const Shield = !check ? ShieldQuestion : check.ok ? ShieldCheck : ShieldAlert
  return (
    <>
      <Button icon={<Shield size={15} aria-hidden className={check ? (check.ok ? 'text-ok' : 'text-danger') : undefined} />} onClick={() => setOpen(true)}>
        {!check ? t('Seals') : check.ok ? t('Verified') : t('Broken')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        wide
        title={t('Seals of the audit log')}
        description={t('Every entry is sealed in a signed tree of hashes some seconds after it was written. Verifying compares all of them.')}
        footer={
          whole && (
            <>
              <a className={buttonClass()} href={url('audit/log')} download="audit-log.ndjson"><Download size={15} aria-hidden />{t('Export with proofs')}</a>
              <Button look="primary" busy={verify.isPending} onClick={() => verify.mutate()}>{t('Verify now')}</Button>
            </>
          )
        }
      >
        {head.isError ? (
          <ErrorState error={head.error} onRetry={() => void head.refetch()} />
        ) : !it ? (
          <Skeleton rows={4} />
        ) : (
          <div className="space-y-4">
            {verify.isError && <ErrorState error={verify.error} />}
            <dl className="grid grid-cols-[max-content_1fr] gap-x-6 gap-y-2">
              <Fact label={t('Sealed entries')}>{number(it.size)}</Fact>
              <Fact label={t('Waiting for a seal')}>{number(it.waiting)}</Fact>
              <Fact label={t('Signed')}>{it.time ? moment(it.time) : '–'}</Fact>
              <Fact label={t('Root')}><code className="text-xs break-all">{it.root ?? '–'}</code></Fact>
              <Fact label={t('Key')}><code className="text-xs break-all">{it.key_id ?? '–'}</code></Fact>
              <Fact label={t('Last verified')}>{check ? t('{{when}}, {{count}} entries compared', { when: ago(check.checked_at), count: check.compared }) : t('Never')}</Fact>
              {syslog && <Fact label={t('Sent to')}><code className="text-xs break-all">{syslog.target}</code> {syslog.error ? <span className="text-danger">{syslog.error}</span> : t('{{sent}} messages, {{waiting}} waiting', { sent: number(syslog.sent), waiting: number(syslog.waiting) })}</Fact>}
            </dl>
            <div role="status">
              {check?.ok && <p className="flex items-center gap-2 text-ok"><ShieldCheck size={16} aria-hidden />{t('Nothing was changed, removed, added or reordered.')}</p>}
              {check && !check.ok && <p className="flex items-center gap-2 font-medium text-danger"><ShieldAlert size={16} aria-hidden />{t('The log does not fit its seals.')}</p>}
            </div>
            {check && !check.ok && (
              <ul className="divide-y divide-line rounded-lg border border-line">
                {check.findings.map((finding, index) => (
                  <li key={index} className="px-3 py-2"><span className="mr-2 font-medium">{words[finding.kind] ?? finding.kind}</span><span className="text-ink-2">{finding.text}</span></li>
                ))}
              </ul>
            )}
          </div>
        )}
      </Dialog>
    </>
  )
}

const Fact = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <>
    <dt className="text-ink-3">{label}</dt>
    <dd className="min-w-0">{children}</dd>
  </>
)
