// All journeys in one process: they share one host and one browser.
import './signing-in.mjs'
import './providers.mjs'
import './lists.mjs'
import './records.mjs'
import './organisations.mjs'
import './keys.mjs'
import './webhooks.mjs'
import './security.mjs'
import './files.mjs'
import './schedules.mjs'
import './guarded.mjs'
import './loading.mjs'
import './accessibility.mjs'
import { run } from './journey.mjs'

run()
