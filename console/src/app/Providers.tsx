import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Toaster } from 'sonner'
import { onSignedOut } from '@/platform/api/client'
import { meQuery } from '@/platform/api/session'
import { queryClient } from './queryClient'
import { router } from './router'
import { useTheme } from './theme'

export function Providers() {
  const theme = useTheme()
  useEffect(
    () =>
      onSignedOut(() => {
        if (!location.pathname.startsWith('/t/') || queryClient.getQueryData(meQuery.queryKey) === null) return
        queryClient.setQueryData(meQuery.queryKey, null)
        void router.navigate({ to: '/login', search: { to: location.pathname + location.search } })
      }),
    [],
  )
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toaster theme={theme} position="bottom-left" gap={8} toastOptions={{ style: { background: 'var(--raised)', color: 'var(--ink)', borderColor: 'var(--line-strong)', fontSize: 13, fontFamily: 'inherit' } }} />
    </QueryClientProvider>
  )
}
