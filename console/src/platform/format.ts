import i18n from 'i18next'
import type { Money } from './api/definition'

const language = () => i18n.language || 'en'
const cache = new Map<string, Intl.NumberFormat>()

function formatter(options: Intl.NumberFormatOptions) {
  const key = language() + JSON.stringify(options)
  const found = cache.get(key) ?? new Intl.NumberFormat(language(), options)
  cache.set(key, found)
  return found
}

export const isMoney = (value: unknown): value is Money => !!value && typeof value === 'object' && 'amount' in value && 'currency' in value

export function money(value: Money, compact = false): string {
  try {
    return formatter({ style: 'currency', currency: value.currency, ...(compact ? { notation: 'compact', maximumFractionDigits: 1 } : { minimumFractionDigits: 2 }) }).format(Number(value.amount))
  } catch {
    return `${value.amount} ${value.currency}`
  }
}

export const number = (value: unknown, digits?: number) =>
  value === null || value === undefined || value === '' ? '' : formatter(digits === undefined ? { maximumFractionDigits: 6 } : { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(Number(value))

/** A number of bytes as people read it. */
export function sizeOf(bytes: number): string {
  const step = Math.min(3, bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10))
  return `${number(bytes / 1024 ** step, step ? 1 : 0)} ${['B', 'KB', 'MB', 'GB'][step]}`
}

export const date = (value: string) => new Intl.DateTimeFormat(language(), { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${value.slice(0, 10)}T00:00:00Z`))
export const moment = (value: string) => new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(value))

const steps: [Intl.RelativeTimeFormatUnit, number][] = [['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60]]
export function ago(value: string): string {
  const seconds = (new Date(value).getTime() - Date.now()) / 1000
  const format = new Intl.RelativeTimeFormat(language(), { numeric: 'auto', style: 'short' })
  for (const [unit, size] of steps) if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit)
  return format.format(0, 'minute')
}

export const humanize = (text: string) => {
  const words = text.replace(/[._-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const month = (value: string) => new Intl.DateTimeFormat(language(), { month: 'short', year: '2-digit', timeZone: 'UTC' }).format(new Date(`${value.slice(0, 7)}-01T00:00:00Z`))
