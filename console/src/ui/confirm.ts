export type Question = { question: string; action: string; look: 'danger' | 'primary' }

type Asker = (question: Question) => Promise<boolean>
let asker: Asker | undefined

/** Who shows the questions: one dialog for the whole console. */
export const answerQuestions = (ask: Asker) => {
  asker = ask
  return () => void (asker = asker === ask ? undefined : asker)
}

/** Asks before something that cannot simply be taken back, and does it when the answer is yes. */
export const confirmed = async (question: string, action: string, run: () => unknown, look: Question['look'] = 'danger') => {
  if (await asker?.({ question, action, look })) await run()
}
