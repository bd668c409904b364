// What stands around an installation: a virus scanner, a mail server and a gateway for text messages, on loopback.
import { createServer as createHttp } from 'node:http'
import { createServer } from 'node:net'

const listening = server => new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server.address().port)))

/** Speaks the INSTREAM command of clamd and finds one word. */
export const infected = 'EICAR-TEST-WORD'
export async function scanner() {
  const server = createServer(socket => {
    let taken = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', part => {
      taken = Buffer.concat([taken, part])
      let at = taken.indexOf(0) + 1
      const content = []
      for (;;) {
        if (at + 4 > taken.length) return
        const length = taken.readUInt32BE(at)
        if (length === 0) break
        if (at + 4 + length > taken.length) return
        content.push(taken.subarray(at + 4, at + 4 + length))
        at += 4 + length
      }
      socket.end(Buffer.concat(content).includes(infected) ? 'stream: Test-Word FOUND\0' : 'stream: OK\0')
    })
  })
  return { port: await listening(server), stop: () => server.close() }
}

/** Takes every mail. */
export async function mailServer() {
  const mails = []
  const server = createServer(socket => {
    let data
    let rest = ''
    socket.setEncoding('utf8')
    socket.on('error', () => undefined)
    socket.write('220 test ESMTP\r\n')
    socket.on('data', text => {
      const lines = (rest + text).split('\r\n')
      rest = lines.pop()
      for (const line of lines) {
        if (data) {
          if (line !== '.') data.push(line.startsWith('..') ? line.slice(1) : line)
          else {
            mails.push(data.join('\n'))
            data = undefined
            socket.write('250 taken\r\n')
          }
        } else if (/^DATA/i.test(line)) {
          data = []
          socket.write('354 go on\r\n')
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
        else socket.write('250 fine\r\n')
      }
    })
  })
  return { port: await listening(server), mails, stop: () => server.close() }
}

/** Takes every message as the Messages API does. */
export async function textGateway() {
  const messages = []
  const server = createHttp((request, answer) => {
    let body = ''
    request.on('data', part => (body += part))
    request.on('end', () => {
      messages.push(Object.fromEntries(new URLSearchParams(body)))
      answer.writeHead(201, { 'Content-Type': 'application/json' }).end(JSON.stringify({ sid: `SM${messages.length}`, status: 'queued' }))
    })
  })
  return { port: await listening(server), messages, stop: () => server.close() }
}

/** The texts of a mail, whatever they were packed in. */
export const words = mail =>
  mail
    .split('\n\n')
    .map(part => part.split('\n--')[0])
    .map(part => (/^[A-Za-z0-9+/=\n]+$/.test(part) ? Buffer.from(part, 'base64').toString() : part.replaceAll('=\n', '')))
    .join('\n')
