import type { Item } from '../api/client'
import { type Board, type Definition, fieldAt, type Row, titleOf, valueAt } from '../api/definition'
import { Value } from '../fields/Value'

type Props = { definition: Definition; board: Board; row: Row; id: string; included: ReadonlyMap<string, Item> }

export function CardBody({ definition, board, row, id, included }: Props) {
  const facts = board.card
    .filter(path => path !== definition.title_field)
    .map(path => ({ path, field: fieldAt(definition, path), value: valueAt(row, path) }))
    .filter(fact => fact.field && fact.value !== null && fact.value !== undefined && fact.value !== '')
  return (
    <>
      <p className="leading-snug font-medium break-words">{titleOf(definition, row, id)}</p>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-2">
        {facts.map(({ path, field, value }) => (
          <span key={path} className={`inline-flex max-w-full min-w-0 ${field!.kind === 'money' ? 'font-medium text-ink' : ''}`} title={field!.label}>
            <Value field={field!} value={value} included={included} plain />
          </span>
        ))}
      </div>
    </>
  )
}
