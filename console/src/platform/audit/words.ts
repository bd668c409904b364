import i18n from 'i18next'
import { humanize } from '../format'

/** Sign-ins and the like, which no resource names. */
function named(): Record<string, string> {
  const t = (text: string) => i18n.t(text)
  return {
    'auth.login': t('Sign-in'),
    'auth.logout': t('Sign-out'),
    'auth.switch': t('Change of organisation'),
    'auth.refresh': t('Sign-in renewed'),
    'auth.refresh_reused': t('Used refresh token came again'),
    'auth.locked': t('Account locked'),
    'auth.second_factor': t('Second factor'),
    'auth.step_up': t('Proof for a delicate change'),
    'auth.factor_added': t('Second factor added'),
    'auth.factor_removed': t('Second factor removed'),
    'auth.factors_reset': t('Second factors reset'),
    'auth.recovery_codes_made': t('Recovery codes made'),
    'auth.code_sent': t('Code sent'),
    'auth.device_trusted': t('Device trusted'),
    'auth.device_revoked': t('Device no longer trusted'),
    'auth.password_changed': t('Password changed'),
    'auth.password_reset': t('Password reset'),
    'auth.session_ended': t('Session ended'),
    'access.tenant_mismatch': t('Asked for another organisation'),
    'access.unknown_rows': t('Asked for unknown rows'),
    'audit.alert_raised': t('Alert raised'),
    'audit.alerts.acknowledge': t('Alert acknowledged'),
    'audit.erasures.erase': t('Person erased from the log'),
    'audit.log.verify': t('Log verified'),
    'audit.log.export': t('Log exported'),
    'audit.month_archived': t('Month archived'),
    'security.secrets.reveal': t('Secret shown'),
    'security.keys.rotate': t('Keys rotated'),
    'security.break_glass.begin': t('Emergency access taken'),
    'security.break_glass.end': t('Emergency access ended'),
  }
}

const kept = new Map<string, Record<string, string>>()

/** An action in words: known ones by name, others as what it concerns and what was done. The code itself stays in the details. */
export function actionWords(action: string): string {
  if (!kept.has(i18n.language)) kept.set(i18n.language, named())
  const name = kept.get(i18n.language)![action]
  if (name) return name
  const reaction = /^[a-z_]+\.([a-z_]+)\.on\.[a-z_]+\.([a-z_]+)$/.exec(action)
  if (reaction) return `${humanize(reaction[1] ?? '')}: ${i18n.t('after {{event}}', { event: (reaction[2] ?? '').replaceAll('_', ' ') })}`
  const parts = action.split('.')
  const verb = parts.pop() ?? ''
  const what = parts.length > 1 ? parts.slice(1).filter(part => part !== parts[0]).join(' ') : (parts[0] ?? '')
  return what ? `${humanize(what)}: ${verb.replaceAll('_', ' ')}` : humanize(verb)
}
