// Sessions without a connection: shown and heard like any other.
import xml from '@xmpp/xml'
import { expect, test } from 'vitest'
import { startDemoServer } from '../../../electron/demo/server/embedded-server'
import { startRawClient } from '../../support/raw-client'
import { until } from '../../support/wait'

test('a member of the cast is seen by a client, answers, and leaves', async () => {
  const users = ['ann', 'ben'].map((name) => ({ name, password: 'secret' }))
  const server = await startDemoServer({ users })
  server.befriend({ name: 'ann' }, { name: 'ben', nick: 'Ben', groups: ['Friends'] })
  const received: string[] = []
  const ben = server.signIn('ben', 'cast', (stanza) => {
    const from = stanza.attrs['from']
    received.push(`${stanza.name} ${stanza.attrs['type'] ?? ''}`)
    if (from && stanza.name === 'message') {
      ben.send(xml('message', { to: from }, xml('body', null, 'Hello!')))
    }
  })
  ben.send(xml('presence', null, xml('show', null, 'away')))
  const where = { host: '127.0.0.1', port: server.port, domain: 'localhost' } as const
  const ann = await startRawClient({ server: where, user: 'ann', password: 'secret' })
  ann.send('<presence/>')
  const shown = await ann.next(({ name }) => name === 'presence')
  expect(shown.xml).toBe(
    `<presence from="ben@localhost/cast" to="${ann.jid}"><show>away</show></presence>`,
  )
  ann.message('ben@localhost', 'Hi')
  await ann.next(({ xml: text }) => text.includes('Hello!'))
  ben.close()
  ben.close()
  await ann.next(({ type }) => type === 'unavailable')
  await until(() => received.length === 2, 'what Ben is sent')
  expect(received).toEqual(['presence ', 'message chat'])
  expect(() => server.signIn('ben', '', () => undefined)).toThrow(RangeError)
  await ann.close()
  await server.close()
})
