import { QueryClient } from '@tanstack/react-query'

/** The API client repeats what may be repeated; a second retry layer would only multiply it. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 15_000, gcTime: 300_000, refetchOnWindowFocus: 'always' },
    mutations: { retry: false },
  },
})
