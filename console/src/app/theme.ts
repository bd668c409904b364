import { useSyncExternalStore } from 'react'

export type Theme = 'system' | 'light' | 'dark'
const listeners = new Set<() => void>()
const media = matchMedia('(prefers-color-scheme: dark)')

const current = (): Theme => (localStorage.getItem('ashlar.theme') as Theme | null) ?? 'system'

function apply() {
  const theme = current()
  document.documentElement.dataset.theme = theme === 'dark' || (theme === 'system' && media.matches) ? 'dark' : 'light'
  listeners.forEach(listener => listener())
}
media.addEventListener('change', apply)

export function setTheme(theme: Theme) {
  localStorage.setItem('ashlar.theme', theme)
  apply()
}

export const useTheme = () =>
  useSyncExternalStore(listener => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, current)
