// XEP-0018, section by section and listing by listing: what each stanza is read to mean, and what contacts are shown.
import { describe, expect, it } from 'vitest'
import { guarded, invisibleToAll, visibleToAll } from '../../../shared/visibility/policy'
import { legacyClient, person, plain } from '../../support/legacy-client'

const [stpeter, pgmillard, rynok] = ['stpeter@foo.com', 'pgmillard@foo.com', 'rynok@foo.com']
const everybody = [stpeter, pgmillard, rynok]
const idle = { show: 'xa', status: 'Away (due to idle)', priority: 0 } as const
const chat = { show: 'chat', status: '', priority: 0 } as const

function joe() {
  return legacyClient({ people: everybody.map((jid) => person(jid)) })
}

describe('XEP-0018 s.3, the use cases', () => {
  it('3.1: undirected invisible hides from all contacts', () => {
    const client = joe()
    client.send()
    expect(client.send({ type: 'invisible' })).toEqual([{ kind: 'policy', policy: invisibleToAll }])
    expect(client.seeing()).toEqual([])
  })

  it('3.1: it may be the initial presence, and then nobody was ever shown anything', () => {
    const client = joe()
    expect(client.seeing()).toEqual([])
    expect(client.send({ type: 'invisible' })).toEqual([])
    expect(client.policy()).toEqual(invisibleToAll)
  })

  it('3.2: undirected visible shows to all contacts', () => {
    const client = joe()
    client.send({ type: 'invisible' })
    expect(client.send({ type: 'visible' })).toEqual([{ kind: 'policy', policy: visibleToAll }])
    expect(client.seeing()).toEqual(everybody)
  })

  it('3.3: directed invisible hides from that contact, and later updates do not reach it', () => {
    const client = joe()
    client.send()
    client.send({ type: 'invisible', to: stpeter })
    client.send(chat)
    expect(client.shown(stpeter)).toBeNull()
    expect(client.shown(rynok)).toEqual(chat)
  })

  it('3.3: directed visible shows to that contact again', () => {
    const client = joe()
    client.send()
    client.send({ type: 'invisible', to: stpeter })
    client.send(chat)
    client.send({ type: 'visible', to: stpeter })
    expect(client.shown(stpeter)).toEqual(chat)
    expect(client.policy()).toEqual(visibleToAll)
  })

  it('3.3: so does undirected visible, which is said of all', () => {
    const client = joe()
    client.send()
    client.send({ type: 'invisible', to: stpeter })
    client.send({ type: 'visible' })
    expect(client.seeing()).toEqual(everybody)
    expect(client.policy()).toEqual(visibleToAll)
  })

  it('3.4: while invisible to all, directed visible shows to that contact alone', () => {
    const client = joe()
    client.send({ type: 'invisible' })
    client.send({ type: 'visible', to: rynok })
    expect(client.seeing()).toEqual([rynok])
  })

  it.each([{ type: 'invisible' as const }, { type: 'invisible' as const, to: rynok }])(
    '3.4: which $type (to $to) takes back',
    (given) => {
      const client = joe()
      client.send({ type: 'invisible' })
      client.send({ type: 'visible', to: rynok })
      client.send(given)
      expect(client.seeing()).toEqual([])
      expect(client.policy()).toEqual(invisibleToAll)
    },
  )

  it('3.3 and 3.4: what is said of one before anything was said of all holds until then', () => {
    const client = joe()
    client.send({ type: 'invisible', to: stpeter })
    expect(client.seeing()).toEqual([])
    client.send()
    expect(client.seeing()).toEqual([pgmillard, rynok])
    client.send({ type: 'invisible' })
    client.send({ type: 'visible' })
    expect(client.seeing()).toEqual(everybody)
  })
})

describe('XEP-0018 s.4, what the server does', () => {
  it('4: available presence directed to somebody hidden is not sent on', () => {
    const client = joe()
    client.send({ type: 'invisible' })
    expect(client.send({ to: rynok })).toEqual([])
    expect(client.seeing()).toEqual([])
  })

  it('4: directed to somebody who may see, it is routed', () => {
    const client = joe()
    client.send()
    const intents = client.send({ to: rynok, ...chat })
    expect(intents).toEqual([{ kind: 'pass', to: rynok, presence: chat }])
    expect(client.shown(stpeter)).toEqual(plain)
  })

  it('4.1: the worked example, listings 5 to 15', () => {
    const client = joe()
    client.send({ type: 'invisible' })
    expect(client.seeing(), 'listing 5').toEqual([])
    client.send({ type: 'visible', to: rynok })
    expect(client.shown(rynok), 'listing 7').toEqual(plain)
    client.send(idle)
    expect(client.shown(rynok), 'listing 9').toEqual(idle)
    expect(client.seeing(), 'listing 9').toEqual([rynok])
    client.send({ type: 'visible' })
    expect(client.shown(stpeter), 'listing 11').toEqual(idle)
    expect(client.seeing(), 'listing 11').toEqual(everybody)
    client.send({ type: 'invisible', to: pgmillard })
    expect(client.seeing(), 'listing 13').toEqual([stpeter, rynok])
    client.send(chat)
    expect(client.shown(stpeter), 'listing 15').toEqual(chat)
    expect(client.shown(rynok), 'listing 15').toEqual(chat)
    expect(client.shown(pgmillard), 'listing 15').toBeNull()
  })

  it('4.1: going away and coming back while invisible changes no policy', () => {
    const client = joe()
    client.send({ type: 'invisible' })
    expect(client.send(idle)).toEqual([{ kind: 'presence', presence: idle }])
    expect(client.send()).toEqual([{ kind: 'presence', presence: plain }])
    expect(client.seeing()).toEqual([])
  })

  it('4.1: the newly visible are shown the last presence, not one before it', () => {
    const client = joe()
    client.send(chat)
    client.send({ type: 'invisible' })
    client.send(idle)
    expect(client.send({ type: 'visible' })).toEqual([{ kind: 'policy', policy: visibleToAll }])
    expect(client.shown(stpeter)).toEqual(idle)
  })

  it('4.1: an invisible stanza with words of its own is the last presence, told only after hiding', () => {
    const client = joe()
    client.send()
    const ghost = { show: null, status: 'ghost', priority: 5 }
    expect(client.send({ type: 'invisible', ...ghost })).toEqual([
      { kind: 'policy', policy: invisibleToAll },
      { kind: 'presence', presence: ghost },
    ])
    client.send({ type: 'visible', to: rynok })
    expect(client.shown(rynok)).toEqual(ghost)
  })
})

describe('what XEP-0018 does not speak of', () => {
  it('leaves the guards and the rules for groups as the user set them', () => {
    const work = { target: { type: 'group', value: 'Work' }, sees: false } as const
    const own = { ...visibleToAll, exceptions: [work], guards: { ...guarded, typing: false } }
    const people = [person(stpeter, { groups: ['Work'] }), person(rynok)]
    const client = legacyClient({ people, own })
    client.send({ type: 'invisible' })
    expect(client.policy()).toEqual({ ...own, base: 'invisible' })
    client.send({ type: 'visible' })
    expect(client.policy()).toEqual(own)
    expect(client.seeing()).toEqual([rynok])
    client.send({ type: 'visible', to: stpeter })
    expect(client.seeing()).toEqual([stpeter, rynok])
  })

  it('hides from all, also from those whom the user always lets see', () => {
    const own = {
      ...invisibleToAll,
      exceptions: [{ target: { type: 'jid', value: rynok }, sees: true }] as const,
    }
    const client = legacyClient({ people: everybody.map((jid) => person(jid)), own })
    client.send()
    expect(client.seeing()).toEqual([rynok])
    client.send({ type: 'invisible' })
    expect(client.seeing()).toEqual([])
  })

  it('lets what is said of a person go before a rule that shows their group, and replace one about them', () => {
    const rules = [
      { target: { type: 'group', value: 'Work' }, sees: true },
      { target: { type: 'jid', value: rynok }, sees: true },
    ] as const
    const people = [person(stpeter, { groups: ['Work'] }), person(rynok)]
    const client = legacyClient({ people, own: { ...invisibleToAll, exceptions: rules } })
    client.send()
    expect(client.seeing()).toEqual([stpeter, rynok])
    client.send({ type: 'invisible', to: stpeter })
    client.send({ type: 'invisible', to: rynok })
    expect(client.seeing()).toEqual([])
    expect(client.policy().exceptions).toEqual([
      { target: { type: 'jid', value: stpeter }, sees: false },
      { target: { type: 'jid', value: rynok }, sees: false },
      rules[0],
    ])
  })

  it('keeps to what the client said when the user changes their own policy meanwhile', () => {
    const client = joe()
    client.send()
    client.send({ type: 'invisible', to: stpeter })
    client.rebase(invisibleToAll)
    expect(client.seeing()).toEqual([])
    client.rebase(visibleToAll)
    expect(client.seeing()).toEqual([pgmillard, rynok])
  })

  it('takes the resource away from the address of a person', () => {
    const client = joe()
    client.send()
    client.send({ type: 'invisible', to: 'StPeter@foo.com/Home' })
    expect(client.seeing()).toEqual([pgmillard, rynok])
  })

  it('does not heed an address that is none', () => {
    const client = joe()
    expect(client.send({ type: 'visible', to: '@' })).toEqual([])
  })
})
