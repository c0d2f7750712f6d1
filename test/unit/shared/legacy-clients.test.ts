// What the surviving clients send, in the order they send it, and what their users mean by it.
import { describe, expect, it } from 'vitest'
import type { Dialect } from '../../../shared/visibility/legacy-policy'
import { invisibleToAll, visibleToAll } from '../../../shared/visibility/policy'
import { legacyClient, person, plain } from '../../support/legacy-client'

const [alice, bob] = ['alice@localhost', 'bob@localhost']
const icq = 'icq.localhost'

function client(dialect: Dialect = 'clients', own = visibleToAll) {
  return legacyClient({ people: [person(alice), person(bob)], services: [icq], dialect, own })
}

describe.each(['Psi', 'Psi+'])('%s', () => {
  const online = { priority: 5 }
  const invisible = { type: 'invisible', priority: 5 } as const

  it('signs in invisible, where the last status was', () => {
    const psi = client()
    psi.send(invisible)
    expect(psi.seeing()).toEqual([])
    expect(psi.policy()).toEqual(invisibleToAll)
  })

  it('goes invisible, away, invisible, busy, invisible and online, with one stanza each', () => {
    const psi = client()
    psi.send(online)
    for (const show of ['away', 'dnd', null] as const) {
      psi.send({ ...invisible, status: 'ghost' })
      expect(psi.seeing()).toEqual([])
      psi.send({ ...online, show })
      expect(psi.shown(alice)).toEqual({ ...plain, ...online, show })
      expect(psi.seeing()).toEqual([alice, bob])
    }
  })

  it('never shows the status that came with invisible', () => {
    const told: string[] = []
    const psi = legacyClient({
      people: [person(alice)],
      dialect: 'clients',
      watch: (self) => told.push(self.shown(alice)?.status ?? ''),
    })
    psi.send(online)
    psi.send({ ...invisible, status: 'ghost' })
    psi.send(online)
    expect(told).not.toContain('ghost')
  })

  it('sends invisible to each gateway, which is told what it understands', () => {
    const intents = client().send({ ...invisible, to: icq })
    expect(intents).toEqual([{ kind: 'pass', to: icq, presence: null }])
  })

  it('stays hidden when it comes online, where XEP-0018 is taken to the letter', () => {
    const psi = client('xep-0018')
    psi.send(invisible)
    psi.send(online)
    expect(psi.seeing()).toEqual([])
  })
})

describe('Coccinella', () => {
  it('signs in invisible, comes online, goes invisible with words, and leaves', () => {
    const coccinella = client()
    coccinella.send({ type: 'invisible' })
    expect(coccinella.seeing()).toEqual([])
    coccinella.send()
    expect(coccinella.seeing()).toEqual([alice, bob])
    coccinella.send({ type: 'invisible', status: 'ghost' })
    expect(coccinella.seeing()).toEqual([])
    coccinella.send({ type: 'unavailable' })
    expect(coccinella.end()[0]).toEqual({ kind: 'sign-out' })
    expect(coccinella.policy()).toEqual(visibleToAll)
  })

  it('hides from one contact, and shows to it again by plain presence', () => {
    const coccinella = client()
    coccinella.send()
    coccinella.send({ type: 'invisible', to: alice })
    expect(coccinella.seeing()).toEqual([bob])
    coccinella.send({ to: alice })
    expect(coccinella.seeing()).toEqual([alice, bob])
  })
})

describe('Pidgin on a stream without a version', () => {
  const to = { to: alice, priority: 1 }

  it('hides from one temporarily, also while its status changes', () => {
    const pidgin = client()
    pidgin.send({ priority: 1 })
    pidgin.send({ ...to, type: 'invisible' })
    pidgin.send({ show: 'away' })
    expect(pidgin.seeing()).toEqual([bob])
  })

  it('shows to that one again by the same stanza without a type', () => {
    const pidgin = client()
    pidgin.send({ priority: 1 })
    pidgin.send({ ...to, type: 'invisible' })
    expect(pidgin.send(to)).toEqual([{ kind: 'policy', policy: visibleToAll }])
    expect(pidgin.seeing()).toEqual([alice, bob])
  })
})

describe('Tkabber', () => {
  it('hides from one by directed unavailable, and shows again by directed presence', () => {
    const tkabber = client()
    tkabber.send({ priority: 8 })
    tkabber.send({ type: 'unavailable', to: alice, priority: 8 })
    expect(tkabber.seeing()).toEqual([bob])
    tkabber.send({ show: 'away', priority: 8 })
    expect(tkabber.seeing()).toEqual([bob])
    tkabber.send({ to: alice })
    expect(tkabber.shown(alice)).toEqual(plain)
  })

  it('says invisible as a show value, and is taken at its word', () => {
    const tkabber = client()
    tkabber.send()
    tkabber.send({ show: 'invisible', to: bob })
    expect(tkabber.seeing()).toEqual([alice])
    tkabber.send({ show: 'invisible' })
    expect(tkabber.seeing()).toEqual([])
  })
})

describe('a program of which it is not known what it sends by itself', () => {
  const hidden = (type: 'invisible' | 'unavailable') => {
    const unknown = client('cautious')
    unknown.send()
    unknown.send({ type })
    return unknown
  }

  it.each(['invisible', 'unavailable'] as const)(
    'that said %s stays hidden when nobody is there, and when somebody is there again',
    (type) => {
      const unknown = hidden(type)
      for (const show of ['away', 'xa', null, 'away', null] as const) {
        unknown.send({ show })
        expect(unknown.seeing()).toEqual([])
      }
    },
  )

  it.each(['invisible', 'unavailable'] as const)('that said %s comes back on purpose', (type) => {
    for (const show of ['chat', 'dnd', null] as const) {
      const unknown = hidden(type)
      unknown.send({ show })
      expect(unknown.seeing()).toEqual([alice, bob])
    }
    const busy = hidden(type)
    busy.send({ show: 'away' })
    busy.send({ show: 'dnd' })
    expect(busy.shown(alice)).toEqual({ ...plain, show: 'dnd' })
    const insistent = hidden(type)
    insistent.send({ show: 'xa' })
    insistent.send()
    insistent.send()
    expect(insistent.seeing()).toEqual([alice, bob])
  })

  it('tells those who see it what it sends, while it is hidden from the others', () => {
    const unknown = hidden('invisible')
    unknown.send({ to: alice })
    unknown.send({ show: 'away' })
    expect(unknown.shown(alice)).toEqual({ ...plain, show: 'away' })
    expect(unknown.seeing()).toEqual([alice])
  })

  it('may sign in away', () => {
    const unknown = client('cautious')
    unknown.send({ show: 'away' })
    expect(unknown.seeing()).toEqual([alice, bob])
  })
})

describe('a program that knows nothing of the invisibility its user typed', () => {
  it('ends it by nothing but "visible"', () => {
    const mcabber = client('unaware')
    mcabber.send()
    mcabber.send({ type: 'invisible' })
    for (const show of ['away', null, 'dnd', 'chat', null] as const) {
      mcabber.send({ show })
      expect(mcabber.seeing()).toEqual([])
    }
    mcabber.send({ type: 'visible' })
    expect(mcabber.seeing()).toEqual([alice, bob])
  })

  it('does not come back from unavailable because nobody is there', () => {
    const mcabber = client('unaware')
    mcabber.send({ type: 'unavailable' })
    mcabber.send({ to: alice })
    mcabber.send({ show: 'away' })
    mcabber.send()
    expect(mcabber.seeing()).toEqual([alice])
    mcabber.send()
    expect(mcabber.seeing()).toEqual([alice, bob])
  })
})

describe('any client', () => {
  it('that comes online by itself at sign-in does not undo a policy that hides', () => {
    const any = client('clients', invisibleToAll)
    any.send()
    expect(any.seeing()).toEqual([])
    any.send({ type: 'invisible' })
    any.send()
    expect(any.seeing()).toEqual([])
  })

  it('that hid from one stays hidden from them over an invisibility that plain presence ends', () => {
    const any = client()
    any.send()
    any.send({ type: 'invisible', to: alice })
    any.send({ type: 'invisible' })
    any.send()
    expect(any.seeing()).toEqual([bob])
  })

  it('whose show value means nothing is plainly available', () => {
    const any = client()
    any.send({ show: 'online' })
    expect(any.shown(alice)).toEqual(plain)
  })
})
