import { useQueries, useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get } from '../api/client'
import type { Definition } from '../api/definition'
import { type Aggregate, keyOf, readAggregate } from '../api/resources'
import { money, number, sizeOf } from '../format'
import { Menu, MenuItem } from '@/ui/Menu'
import { isNumeric } from './HeaderCell'
import type { Column } from './Table'
import { filterQuery } from './useListRows'
import type { ListState } from './useListState'

const functions = ['sum', 'avg', 'min', 'max'] as const
const symbols: Record<string, string> = { sum: 'Sum', avg: 'Average', min: 'Minimum', max: 'Maximum' }

type Props = { definition: Definition; columns: Column[]; state: ListState; shown: number; total?: number }

/** Figures over everything the filter matches, not only over the loaded rows. */
export function Footer({ definition, columns, state, shown, total }: Props) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<Record<string, string>>({})
  const figures = columns.filter(column => isNumeric(column.field.kind) && !column.path.startsWith('custom.')).map(column => ({ ...column, fn: chosen[column.path] ?? (column.field.kind === 'money' ? 'sum' : '') })).filter(column => column.fn)
  const moneys = figures.filter(column => column.field.kind === 'money')
  const plain = figures.filter(column => column.field.kind !== 'money')
  const metrics = ['count', ...plain.map(column => `${column.fn}(${column.path})`)].join(',')
  const query = { ...filterQuery(state), metrics }
  const answer = useQuery({ queryKey: keyOf(definition.key, 'aggregate', query), enabled: plain.length > 0, queryFn: ({ signal }) => get<{ data: Aggregate[] }>(`${definition.path}/aggregate`, query, signal) })
  const values = answer.data ? readAggregate(answer.data.data)[0]?.metrics : undefined
  // Amounts of different currencies are never added, so money is asked for per currency.
  const amounts = useQueries({
    queries: moneys.map(figure => {
      const perCurrency = { ...filterQuery(state), group: figure.path, metrics: `${figure.fn}(${figure.path})` }
      return { queryKey: keyOf(definition.key, 'aggregate', perCurrency), queryFn: ({ signal }: { signal: AbortSignal }) => get<{ data: Aggregate[] }>(`${definition.path}/aggregate`, perCurrency, signal) }
    }),
  })
  const text = (column: Column, fn: string): string => {
    const metric = `${fn}(${column.path})`
    if (column.field.kind !== 'money') return values?.[metric] === undefined ? '…' : column.field.bytes ? sizeOf(Number(values[metric] ?? 0)) : number(values[metric] ?? 0)
    const data = amounts[moneys.findIndex(item => item.path === column.path)]?.data
    if (!data) return '…'
    const parts = readAggregate(data.data).filter(row => row.metrics[metric] !== null && row.group[column.path]).map(row => money({ amount: String(row.metrics[metric]), currency: String(row.group[column.path]) }))
    return parts.join(' + ') || '0'
  }
  const cell = 'h-9 border-line bg-panel px-2.5 text-xs text-ink-2 shadow-[0_-1px_0_var(--line)]'
  return (
    <tfoot className="sticky bottom-0 z-20">
      <tr>
        <td className={clsx(cell, 'sticky left-0 z-10')} />
        {columns.map((column, index) => {
          const figure = figures.find(item => item.path === column.path)
          if (index === 0)
            return <td key={column.path} className={clsx(cell, 'nums sticky left-12 z-10 truncate border-r')}>{total === undefined ? t('{{count}} shown', { count: shown }) : t('{{shown}} of {{total}}', { shown: number(shown), total: number(total) })}</td>
          if (!isNumeric(column.field.kind) || column.path.startsWith('custom.')) return <td key={column.path} className={cell} />
          return (
            <td key={column.path} className={clsx(cell, 'max-w-0 overflow-hidden text-right [direction:rtl] [&>*]:[direction:ltr]')}>
              <Menu
                trigger={
                  <button type="button" className={clsx('nums rounded-sm whitespace-nowrap hover:text-ink', !figure && 'text-ink-3 opacity-0 focus-visible:opacity-100 [tfoot:hover_&]:opacity-100')}>
                    {figure ? <><span className="text-ink-3">{t(symbols[figure.fn])}</span> {text(column, figure.fn)}</> : t('Calculate')}
                  </button>
                }
              >
                {functions.map(fn => <MenuItem key={fn} checked={figure?.fn === fn} onSelect={() => setChosen({ ...chosen, [column.path]: fn })}>{t(symbols[fn])}</MenuItem>)}
                <MenuItem checked={!figure} onSelect={() => setChosen({ ...chosen, [column.path]: '' })}>{t('Nothing')}</MenuItem>
              </Menu>
            </td>
          )
        })}
        <td aria-hidden className={cell} />
      </tr>
    </tfoot>
  )
}
