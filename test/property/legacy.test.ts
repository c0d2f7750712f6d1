// Legacy intents equal their semantics: random stanzas go to what Casper reads out of them, carried out intent by
// intent, and to a small server that does what XEP-0018 says. SEED=<number> runs one life again.
import { describe, expect, it } from 'vitest'
import type { LegacyStanza } from '../../shared/visibility/legacy-stanza'
import type { Dialect } from '../../shared/visibility/legacy-policy'
import type { Exception, Policy } from '../../shared/visibility/policy'
import { allows, guarded, visibleToAll } from '../../shared/visibility/policy'
import type { Beginning, LegacyClient, Shown } from '../support/legacy-client'
import { legacyClient, person, stanza } from '../support/legacy-client'
import type { Random } from '../support/random'
import { seeded } from '../support/random'
import { xep0018Server } from './xep-0018-server'

const lives = 5000
const contacts = ['ann', 'bob', 'cay', 'dee'].map((name, index) =>
  person(`${name}@shire.example`, { groups: index < 2 ? ['Work'] : [] }),
)
const jids = contacts.map(({ jid }) => jid)

/** Chance in the hands of the client's user. */
function anyStanza(random: Random, types: readonly LegacyStanza['type'][]): LegacyStanza {
  const type = random.pick(types)
  const to = random.chance(0.5) ? random.pick(jids) : null
  if (random.chance(0.4)) return stanza({ type, to })
  const show = random.pick([null, 'chat', 'away', 'xa', 'dnd'])
  return stanza({ type, to, show, status: random.pick(['', 'tea']), priority: random.below(3) })
}

type Views = ReadonlyMap<string, Shown>

function views(look: (jid: string) => Shown): Views {
  return new Map(jids.map((jid) => [jid, look(jid)]))
}

interface Life extends Omit<Beginning, 'people' | 'watch'> {
  readonly dialect: Dialect
  readonly types: readonly LegacyStanza['type'][]
  /** Whether the XEP, or in its silence the RFC, says what that stanza means now. */
  readonly spoken?: (stanza: LegacyStanza, available: boolean) => boolean
}

// After each stanza every contact is shown what the server shows them, and the policy says the same.
function agrees(random: Random, life: Life, trail: string[]): void {
  const server = xep0018Server(jids, life.dialect === 'clients')
  let between: Views[] = []
  const watch = (self: LegacyClient): void => {
    between.push(views(self.shown))
  }
  const client = legacyClient({ ...life, people: contacts, watch })
  for (let left = 1 + random.below(16); left > 0; left -= 1) {
    const given = anyStanza(random, life.types)
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
function respects(random: Random, dialect: Dialect, trail: string[]): void {
  const own = ownPolicy(random)
  const client = legacyClient({ people: contacts, own, dialect })
  const named = new Set<string>()
  for (let left = 1 + random.below(16); left > 0; left -= 1) {
    const given = anyStanza(random, ['available', 'unavailable', 'invisible', 'visible'])
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

function ownPolicy(random: Random): Policy {
  const rules: Exception[] = [
    { target: { type: 'group', value: 'Work' }, sees: random.chance(0.5) },
    { target: { type: 'jid', value: random.pick(jids) }, sees: random.chance(0.5) },
    { target: { type: 'domain', value: 'shire.example' }, sees: random.chance(0.5) },
  ]
  const guards = { ...guarded, typing: random.chance(0.5) }
  const base = random.pick(['visible', 'invisible'] as const)
  return { ...visibleToAll, base, exceptions: random.some(rules), guards }
}

function holds(live: (random: Random, trail: string[]) => void): void {
  const only = process.env['SEED']
  const seeds = only === undefined ? Array.from({ length: lives }, (_, i) => i) : [Number(only)]
  for (const seed of seeds) {
    const trail: string[] = []
    try {
      live(seeded(seed), trail)
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown)
      expect.fail(`SEED=${String(seed)}:\n  ${trail.join('\n  ')}\n${why}`)
    }
  }
}

describe('after every stanza, each contact is shown what XEP-0018 says, and never more on the way', () => {
  it('holds for undirected and directed invisible and visible, and changes of presence', () => {
    holds((random, trail) => {
      const types = ['available', 'invisible', 'visible'] as const
      // Presence directed to somebody before any for all is the RFC's business alone.
      const spoken = ({ type, to }: LegacyStanza, available: boolean) =>
        to === null || type !== 'available' || available
      agrees(random, { dialect: 'xep-0018', types, spoken }, trail)
    })
  })

  it('holds with unavailable and directed presence among them (RFC 6121 s.4.5, s.4.6)', () => {
    holds((random, trail) => {
      const types = ['available', 'unavailable', 'invisible', 'visible'] as const
      agrees(random, { dialect: 'xep-0018', types }, trail)
    })
  })

  it('holds as the surviving clients mean it', () => {
    holds((random, trail) => {
      const types = ['available', 'unavailable', 'invisible', 'visible'] as const
      agrees(random, { dialect: 'clients', types }, trail)
    })
  })

  it('holds for the Openfire way: unavailable and directed presence alone', () => {
    holds((random, trail) => {
      agrees(random, { dialect: 'xep-0018', types: ['available', 'unavailable'] }, trail)
    })
  })
})

describe('whatever a legacy client says', () => {
  it.each(['xep-0018', 'clients'] as const)(
    "leaves the user's own policy standing (%s)",
    (dialect) => {
      holds((random, trail) => {
        respects(random, dialect, trail)
      })
    },
  )
})
