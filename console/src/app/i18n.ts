import i18n from 'i18next'
import { initReactI18next } from 'react-i18next'

export const languages: Record<string, string> = { en: 'English', de: 'Deutsch' }
const texts: Record<string, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import('./locales/en.json'),
  de: () => import('./locales/de.json'),
}

const chosen = () => localStorage.getItem('ashlar.language')
const known = (language: string) => (language in languages ? language : 'en')

/** The language of this browser, chosen by its user. */
export async function setLanguage(language: string) {
  await speak(language)
  localStorage.setItem('ashlar.language', known(language))
}

/** The language of the profile or the organisation, unless this browser has one of its own. */
export const adoptLanguage = async (language: string) => (chosen() ? undefined : speak(language))

async function speak(language: string) {
  const code = known(language)
  if (!i18n.hasResourceBundle(code, 'translation')) i18n.addResourceBundle(code, 'translation', (await texts[code]()).default)
  await i18n.changeLanguage(code)
  document.documentElement.lang = code
}

/** Keys are the English sentences themselves, so a missing translation still reads as English. */
export async function startI18n() {
  await i18n.use(initReactI18next).init({
    lng: 'en', fallbackLng: 'en', keySeparator: false, nsSeparator: false, returnEmptyString: false,
    interpolation: { escapeValue: false }, resources: {}, partialBundledLanguages: true,
  })
  await speak(chosen() ?? navigator.language.slice(0, 2))
}
