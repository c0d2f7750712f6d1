// Legacy intents equal their semantics: random stanzas go to what Casper reads out of them, carried out intent by
// intent, and to a small server that does what XEP-0018 says.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LegacyStanza } from '../../shared/visibility/legacy-stanza'
import type { Dialect } from '../../shared/visibility/legacy-policy'
import type { Exception, Policy, Target } from '../../shared/visibility/policy'
import { allows, guarded, visibleToAll } from '../../shared/visibility/policy'
import type { Beginning, LegacyClient, Shown } from '../support/legacy-client'
import { legacyClient, person, stanza } from '../support/legacy-client'
import { holds } from './laws'
import { some } from './world'
import { xep0018Server } from './xep-0018-server'

const cases = 5000
const contacts = ['ann', 'bob', 'cay', 'dee'].map((name, index) =>
  person(`${name}@shire.example`, { groups: index < 2 ? ['Work'] : [] }),
)
const jids = contacts.map(({ jid }) => jid)

/** What the user of the client may send: up to sixteen stanzas of these types. */
function stanzas(types: readonly LegacyStanza['type'][]): fc.Arbitrary<LegacyStanza[]> {
  const content = fc.record({
    show: fc.constantFrom(null, 'chat', 'away', 'xa', 'dnd'),
    status: fc.constantFrom('', 'tea'),
    priority: fc.constantFrom(0, 1, 2),
  })
  const said = fc.option(content, { freq: 3, nil: {} })
  const to = fc.option(fc.constantFrom(...jids), { freq: 2 })
  const one = fc.record({ type: fc.constantFrom(...types), to, said })
  return fc
    .array(one, { minLength: 1, maxLength: 16, size: 'max' })
    .map((all) => all.map(({ said: more, ...given }) => stanza({ ...given, ...more })))
}

type Views = ReadonlyMap<string, Shown>

function views(look: (jid: string) => Shown): Views {
  return new Map(jids.map((jid) => [jid, look(jid)]))
}

interface Life extends Omit<Beginning, 'people' | 'watch'> {
  readonly dialect: Dialect
  /** Whether the XEP, or in its silence the RFC, says what that stanza means now. */
  readonly spoken?: (stanza: LegacyStanza, available: boolean) => boolean
}

// After each stanza every contact is shown what the server shows them, and the policy says the same.
function agrees(life: Life, sent: readonly LegacyStanza[], trail: string[]): void {
  const server = xep0018Server(jids, life.dialect === 'clients')
  let between: Views[] = []
  const watch = (self: LegacyClient): void => {
    between.push(views(self.shown))
  }
  const client = legacyClient({ ...life, people: contacts, watch })
  for (const given of sent) {
    if (life.spoken?.(given, server.available()) === false) continue
    const before = views(client.shown)
    between = []
    server.receive(given)
    trail.push(`${JSON.stringify(given)} -> ${JSON.stringify(client.send(given))}`)
    const after = views(server.shown)
    expect(views(client.shown)).toEqual(after)
    for (const contact of contacts) {
      expect(allows(client.policy(), contact), contact.jid).toBe(after.get(contact.jid) !== null)
    }
    for (const moment of between) discreet(before, moment, after)
  }
}

// On the way, nobody is shown anything who is not shown it before or after; who is hidden from learns nothing new.
function discreet(before: Views, moment: Views, after: Views): void {
  for (const jid of jids) {
    const [was, is, becomes] = [before, moment, after].map((view) => view.get(jid) ?? null)
    if (is !== null && becomes === null) expect(is, `${jid} on the way`).toEqual(was)
  }
}

// Whatever the client says, the rest of the user's own policy stands, and their rules hold for whom it does not name.
function respects(
  dialect: Dialect,
  own: Policy,
  sent: readonly LegacyStanza[],
  trail: string[],
): void {
  const client = legacyClient({ people: contacts, own, dialect })
  const named = new Set<string>()
  for (const given of sent) {
    if (given.to !== null) named.add(given.to)
    const hides = given.type === 'invisible' || given.type === 'unavailable'
    trail.push(`${JSON.stringify(given)} -> ${JSON.stringify(client.send(given))}`)
    const { version, guards } = client.policy()
    expect({ version, guards }).toEqual({ version: own.version, guards: own.guards })
    const addressed = given.to === null ? jids : [given.to]
    if (hides) for (const jid of addressed) expect(client.shown(jid), jid).toBeNull()
    for (const contact of contacts.filter(({ jid }) => !named.has(jid))) {
      const may = allows({ ...own, base: 'visible' }, contact)
      if (!may) expect(client.shown(contact.jid), contact.jid).toBeNull()
    }
  }
  client.end()
  expect(client.policy()).toEqual(own)
}

const ownPolicy: fc.Arbitrary<Policy> = fc
  .record({
    base: fc.constantFrom('visible', 'invisible'),
    person: fc.constantFrom(...jids),
    kept: some([0, 1, 2]),
    sees: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    typing: fc.boolean(),
  })
  .map(({ base, person: value, kept, sees, typing }) => {
    const targets: readonly Target[] = [
      { type: 'group', value: 'Work' },
      { type: 'jid', value },
      { type: 'domain', value: 'shire.example' },
    ]
    const exceptions = targets
      .map((target, index): Exception => ({ target, sees: sees[index] === true }))
      .filter((_, index) => kept.includes(index))
    return { ...visibleToAll, base, exceptions, guards: { ...guarded, typing } }
  })

/** Holds a law that writes down what is sent and what it is read to mean. */
function holdsFor<T>(drawn: fc.Arbitrary<T>, law: (one: T, trail: string[]) => void): void {
  holds(cases, drawn, (one) => {
    const trail: string[] = []
    try {
      law(one, trail)
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown)
      throw new Error([why, ...trail].join('\n  '), { cause: thrown })
    }
  })
}

const everyType = ['available', 'unavailable', 'invisible', 'visible'] as const

describe('after every stanza, each contact is shown what XEP-0018 says, and never more on the way', () => {
  it('holds for undirected and directed invisible and visible, and changes of presence', () => {
    const types = ['available', 'invisible', 'visible'] as const
    // Presence directed to somebody before any for all is the RFC's business alone.
    const spoken = ({ type, to }: LegacyStanza, available: boolean) =>
      to === null || type !== 'available' || available
    holdsFor(stanzas(types), (sent, trail) => {
      agrees({ dialect: 'xep-0018', spoken }, sent, trail)
    })
  })

  it('holds with unavailable and directed presence among them (RFC 6121 s.4.5, s.4.6)', () => {
    holdsFor(stanzas(everyType), (sent, trail) => {
      agrees({ dialect: 'xep-0018' }, sent, trail)
    })
  })

  it('holds as the surviving clients mean it', () => {
    holdsFor(stanzas(everyType), (sent, trail) => {
      agrees({ dialect: 'clients' }, sent, trail)
    })
  })

  it('holds for the Openfire way: unavailable and directed presence alone', () => {
    holdsFor(stanzas(['available', 'unavailable']), (sent, trail) => {
      agrees({ dialect: 'xep-0018' }, sent, trail)
    })
  })
})

describe('whatever a legacy client says', () => {
  it.each(['xep-0018', 'clients', 'cautious', 'unaware'] as const)(
    "leaves the user's own policy standing (%s)",
    (dialect) => {
      holdsFor(fc.tuple(ownPolicy, stanzas(everyType)), ([own, sent], trail) => {
        respects(dialect, own, sent, trail)
      })
    },
  )

  it.each(['cautious', 'unaware'] as const)(
    'shows nobody new by an absence, nor by its end, that it may not have meant (%s)',
    (dialect) => {
      const drawn = fc.tuple(stanzas(everyType), fc.constantFrom('invisible', 'unavailable'))
      holdsFor(drawn, ([sent, type], trail) => {
        const client = legacyClient({ people: contacts, dialect })
        for (const given of [...sent, stanza({ type })]) client.send(given)
        const before = client.seeing()
        for (const show of ['away', 'xa', null, 'away', null] as const) {
          trail.push(`${String(show)} -> ${JSON.stringify(client.send({ show }))}`)
          expect(client.seeing()).toEqual(before)
        }
      })
    },
  )
})
