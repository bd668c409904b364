import { Tabs as Base } from 'radix-ui'
import type { ReactNode } from 'react'

type Tab = { id: string; label: ReactNode; content: ReactNode }

export function Tabs({ tabs, value, onChange, label }: { tabs: Tab[]; value: string; onChange: (id: string) => void; label: string }) {
  return (
    <Base.Root value={value} onValueChange={onChange} activationMode="manual">
      <Base.List aria-label={label} className="flex gap-4 overflow-x-auto border-b border-line">
        {tabs.map(tab => (
          <Base.Trigger
            key={tab.id}
            value={tab.id}
            className="-mb-px flex h-9 shrink-0 focus-visible:-outline-offset-2 items-center gap-1.5 border-b-2 border-transparent text-sm text-ink-2 transition-colors hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {tab.label}
          </Base.Trigger>
        ))}
      </Base.List>
      {tabs.map(tab => (
        <Base.Content key={tab.id} value={tab.id} className="pt-4 outline-none">
          {tab.content}
        </Base.Content>
      ))}
    </Base.Root>
  )
}
