// Runs before the first paint so that the page never flashes the wrong theme.
(function () {
  var choice = localStorage.getItem('ashlar.theme') || 'system'
  var dark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
