// Between the JSON of WebAuthn Level 3 and the buffers that all browsers take; the methods that do it are missing in some.
type Json = Record<string, unknown>
type Keys = { type: PublicKeyCredentialType; id: string; transports?: AuthenticatorTransport[] }[]

const bytes = (text: unknown) => Uint8Array.from(atob(String(text).replaceAll('-', '+').replaceAll('_', '/')), c => c.charCodeAt(0))
const text = (buffer: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const keys = (list: unknown) => ((list ?? []) as Keys).map(key => ({ ...key, id: bytes(key.id) }))

/** Passkeys need a secure page and a host name; an address in numbers has none. */
export const passkeysWork = () => typeof PublicKeyCredential === 'function' && isSecureContext && !/^[\d.]+$|^\[/.test(location.hostname)

export async function makePasskey(options: Json): Promise<Json> {
  const user = options.user as Json
  const credential = (await navigator.credentials.create({
    publicKey: { ...options, challenge: bytes(options.challenge), user: { ...user, id: bytes(user.id) }, excludeCredentials: keys(options.excludeCredentials) } as unknown as PublicKeyCredentialCreationOptions,
  })) as PublicKeyCredential
  const response = credential.response as AuthenticatorAttestationResponse
  return envelope(credential, { attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] })
}

export async function askPasskey(options: Json): Promise<Json> {
  const credential = (await navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: keys(options.allowCredentials) } as unknown as PublicKeyCredentialRequestOptions,
  })) as PublicKeyCredential
  const response = credential.response as AuthenticatorAssertionResponse
  return envelope(credential, { authenticatorData: text(response.authenticatorData), signature: text(response.signature), userHandle: response.userHandle ? text(response.userHandle) : null })
}

const envelope = (credential: PublicKeyCredential, response: Json): Json => ({
  id: credential.id, rawId: text(credential.rawId), type: credential.type,
  response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
})
