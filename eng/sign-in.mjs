// Says how to sign in, as the running host tells it.
try {
  const response = await fetch(`${process.env.ADDRESS}/api/v1/setup`, { signal: AbortSignal.timeout(5000) })
  const { data } = await response.json()
  for (const account of data?.attributes?.demo_accounts ?? []) console.log(`  ${account.label}: ${account.email}  ${account.password}`)
} catch {
  // The address alone will do.
}
