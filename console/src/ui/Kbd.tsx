const mac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent)

export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="hidden gap-0.5 sm:inline-flex" aria-hidden>
      {keys.split(' ').map((key, index) => (
        <kbd key={index} className="grid h-[18px] min-w-[18px] place-items-center rounded-sm border border-line bg-sunken px-1 font-sans text-2xs text-ink-2">
          {key === 'mod' ? (mac ? '⌘' : 'Ctrl') : key}
        </kbd>
      ))}
    </span>
  )
}
