import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { Toaster } from 'sonner'
import { onFactorMissing, onSignedOut } from '@/platform/api/client'
import { meQuery } from '@/platform/api/session'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { queryClient } from './queryClient'
import { router } from './router'
import { StepUpDialog } from './security/StepUpDialog'
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
  // An organisation may begin to ask for a second factor at any moment.
  useEffect(() => onFactorMissing(() => void queryClient.invalidateQueries({ queryKey: meQuery.queryKey })), [])
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <StepUpDialog />
      <ConfirmDialog />
      <Toaster theme={theme} position="bottom-left" gap={8} toastOptions={{ style: { background: 'var(--raised)', color: 'var(--ink)', borderColor: 'var(--line-strong)', fontSize: 13, fontFamily: 'inherit' } }} />
    </QueryClientProvider>
  )
}
