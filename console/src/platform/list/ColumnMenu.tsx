import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core'
import { arrayMove, SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { Columns3, GripVertical } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Definition, fieldAt, pathOf } from '../api/definition'
import { IconButton } from '@/ui/Button'
import { Checkbox } from '@/ui/Checkbox'
import { Popover } from '@/ui/Popover'

type Props = { definition: Definition; columns: string[]; onChange: (columns: string[]) => void }

export function ColumnMenu({ definition, columns, onChange }: Props) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }))
  const others = definition.fields.filter(field => !columns.includes(pathOf(field)) && !field.hidden && field.label.toLowerCase().includes(text.toLowerCase()))
  const drop = ({ active, over }: DragEndEvent) => {
    if (over && active.id !== over.id) onChange(arrayMove(columns, columns.indexOf(String(active.id)), columns.indexOf(String(over.id))))
  }
  return (
    <Popover align="end" label={t('Columns')} className="w-64 p-0" trigger={<IconButton label={t('Columns')}><Columns3 size={16} aria-hidden /></IconButton>}>
      <input aria-label={t('Find a column')} placeholder={t('Find a column')} value={text} onChange={event => setText(event.target.value)} className="h-9 w-full border-b border-line bg-transparent px-3 outline-none" />
      <div className="max-h-80 overflow-y-auto p-1">
        <p className="px-2 pt-1.5 pb-1 text-xs font-medium text-ink-3">{t('Shown')}</p>
        <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={drop}>
          <SortableContext items={columns} strategy={verticalListSortingStrategy}>
            {columns.map(path => <Shown key={path} path={path} label={fieldAt(definition, path)?.label ?? path} locked={columns.length === 1} onHide={() => onChange(columns.filter(name => name !== path))} />)}
          </SortableContext>
        </DndContext>
        {others.length > 0 && <p className="px-2 pt-2 pb-1 text-xs font-medium text-ink-3">{t('Hidden')}</p>}
        {others.map(field => (
          <label key={field.name} className="flex h-8 cursor-pointer items-center gap-2 rounded-md pr-2 pl-7 hover:bg-hover">
            <Checkbox checked={false} onChange={() => onChange([...columns, pathOf(field)])} />
            <span className="truncate">{field.label}</span>
          </label>
        ))}
      </div>
    </Popover>
  )
}

function Shown({ path, label, locked, onHide }: { path: string; label: string; locked: boolean; onHide: () => void }) {
  const { t } = useTranslation()
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id: path })
  return (
    <div ref={setNodeRef} style={{ transform: transform ? `translateY(${transform.y}px)` : undefined, transition }} className={`flex h-8 items-center gap-1 rounded-md pr-2 hover:bg-hover ${isDragging ? 'relative z-10 bg-raised shadow-md' : ''}`}>
      <button type="button" {...attributes} {...listeners} aria-label={t('Move {{name}}', { name: label })} className="grid size-6 cursor-grab touch-none place-items-center text-ink-3">
        <GripVertical size={13} aria-hidden />
      </button>
      <label className="flex min-w-0 flex-1 cursor-pointer items-center gap-2">
        <Checkbox checked disabled={locked} onChange={onHide} />
        <span className="truncate">{label}</span>
      </label>
    </div>
  )
}
