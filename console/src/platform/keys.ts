import { useEffect, useRef } from 'react'

type Handlers = Record<string, (event: KeyboardEvent) => void>

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) && !(target instanceof HTMLInputElement && target.type === 'checkbox')

export const shortcutsOff = () => localStorage.getItem('ashlar.shortcuts') === 'off'
export const setShortcuts = (on: boolean) => localStorage.setItem('ashlar.shortcuts', on ? 'on' : 'off')

const nameOf = (event: KeyboardEvent) =>
  (event.metaKey || event.ctrlKey ? 'mod+' : '') + (event.shiftKey && (event.key.length > 1 || /[a-z]/i.test(event.key)) ? 'shift+' : '') + (event.key === ' ' ? 'space' : event.key.toLowerCase())

/** Single keys work outside of fields and dialogs; `mod+` combinations work everywhere. `g x` is a sequence. */
export function useKeys(handlers: Handlers, enabled = true) {
  const latest = useRef(handlers)
  useEffect(() => {
    latest.current = handlers
  })
  useEffect(() => {
    if (!enabled) return
    let lead = ''
    const listen = (event: KeyboardEvent) => {
      const name = nameOf(event)
      const global = name.startsWith('mod+')
      if (event.defaultPrevented || event.altKey || event.isComposing) return
      if (name === 'mod+z' && typing(event.target)) return
      if (!global && (shortcutsOff() || typing(event.target) || document.querySelector('[role=dialog],[role=menu],[role=alertdialog]'))) return
      const sequence = lead ? `${lead} ${name}` : name
      const handler = latest.current[sequence]
      lead = !lead && name === 'g' ? 'g' : ''
      if (!handler) return
      event.preventDefault()
      handler(event)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [enabled])
}
