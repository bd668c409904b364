import { toString } from 'cronstrue'
import 'cronstrue/locales/de'
import i18n from 'i18next'

/** A crontab line in words, or nothing when it is none. */
export function inWords(cron: string): string | undefined {
  try {
    return cron.trim().split(/\s+/).length === 5 ? toString(cron, { locale: i18n.language.slice(0, 2), use24HourTimeFormat: true }) : undefined
  } catch {
    return undefined
  }
}

export const inZone = (at: string, zone: string) => new Intl.DateTimeFormat(i18n.language, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: zone }).format(new Date(at))
