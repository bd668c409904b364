import { isMoney } from '../format'
import type { BoardCard } from './useBoard'

export type Total = { amount: number; weighted: number; currency: string }

/** Sums per currency; amounts in different currencies are never added together. */
export function totalsOf(cards: BoardCard[], path: string, probability?: number): Total[] {
  const sums = new Map<string, Total>()
  for (const card of cards) {
    const value = card.row[path]
    if (!isMoney(value)) continue
    const total = sums.get(value.currency) ?? { amount: 0, weighted: 0, currency: value.currency }
    const share = typeof card.row.probability === 'number' ? card.row.probability : (probability ?? 100)
    sums.set(value.currency, { ...total, amount: total.amount + Number(value.amount), weighted: total.weighted + (Number(value.amount) * share) / 100 })
  }
  return [...sums.values()]
}
