import { createContext, useContext } from 'react'
import type { Item } from '../api/client'

/** The rows a form writes, and what is known of the files they hold. */
export type FormFiles = { resource: string; id?: string; included?: ReadonlyMap<string, Item> }

export const FormFilesContext = createContext<FormFiles | undefined>(undefined)
export const useFormFiles = () => useContext(FormFilesContext)
