import i18n from 'i18next'
import { initReactI18next } from 'react-i18next'

export const languages: Record<string, string> = { en: 'English', de: 'Deutsch' }
const texts: Record<string, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import('./locales/en.json'),
  de: () => import('./locales/de.json'),
}

const stored = () => localStorage.getItem('ashlar.language') ?? navigator.language.slice(0, 2)
const known = (language: string) => (language in languages ? language : 'en')

export async function setLanguage(language: string) {
  const code = known(language)
  if (!i18n.hasResourceBundle(code, 'translation')) i18n.addResourceBundle(code, 'translation', (await texts[code]()).default)
  await i18n.changeLanguage(code)
  localStorage.setItem('ashlar.language', code)
  document.documentElement.lang = code
}

/** Keys are the English sentences themselves, so a missing translation still reads as English. */
export async function startI18n() {
  await i18n.use(initReactI18next).init({
    lng: 'en', fallbackLng: 'en', keySeparator: false, nsSeparator: false, returnEmptyString: false,
    interpolation: { escapeValue: false }, resources: {}, partialBundledLanguages: true,
  })
  await setLanguage(stored())
}
