// All journeys in one process: they share one host and one browser.
import './signing-in.mjs'
import './lists.mjs'
import './records.mjs'
import './organisations.mjs'
import './loading.mjs'
import './accessibility.mjs'
import { run } from './journey.mjs'

run()
