// Verifies a delivery with the package that receivers use: node verify.mjs MODULES SECRET < {"headers":{…},"body":"…"}
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const [modules, secret] = process.argv.slice(2)
const { Webhook } = createRequire(`${modules}/`)('standardwebhooks')
const { headers, body } = JSON.parse(readFileSync(0, 'utf8'))
console.log(JSON.stringify(new Webhook(secret).verify(body, headers)))
