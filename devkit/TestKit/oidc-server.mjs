// A certified server of OpenID Connect, oidc-provider from npm, for tests: anybody signs in with any name and password.
//   node oidc-server.mjs <folder with node_modules> <port, 0 for any> <redirect uri>…
// It says "Issuer http://127.0.0.1:<port>" when it listens. POST /rotate makes a new signing key and forgets the one before.
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [folder, port, ...redirects] = process.argv.slice(2)
const { default: Provider } = await import(pathToFileURL(join(folder, 'node_modules/oidc-provider/lib/index.js')).href)

let keys = 0
const signingKey = () => ({ ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), kid: `key-${++keys}`, alg: 'ES256', use: 'sig' })

/** The name typed is the subject; its address counts as confirmed unless it begins with unverified. */
const claimsOf = name => ({ sub: name, email: `${name}@example.test`, email_verified: !name.startsWith('unverified'), name: `Person ${name}` })

function serve(issuer) {
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'ashlar', client_secret: 'the secret of the tests & more', redirect_uris: redirects, id_token_signed_response_alg: 'ES256', token_endpoint_auth_method: 'client_secret_basic' }],
    jwks: { keys: [signingKey()] },
    cookies: { keys: ['of the tests alone'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    findAccount: (_, name) => ({ accountId: name, claims: () => claimsOf(name) }),
    // Nobody is asked whether the client may know.
    loadExistingGrant: async ctx => {
      const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
  })
  return provider.callback()
}

let handle
const server = createServer((request, response) => {
  if (request.url !== '/rotate' || request.method !== 'POST') return handle(request, response)
  handle = serve(issuer)
  return response.end(`key-${keys}`)
})
await new Promise(resolve => server.listen(Number(port), '127.0.0.1', resolve))
const issuer = `http://127.0.0.1:${server.address().port}`
handle = serve(issuer)
console.log(`Issuer ${issuer}`)
