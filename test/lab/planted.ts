// Defects to plant, each as text to replace in the sources: what the lab is worth shows when it finds them.
import type { LabOptions } from './options'

/** One replacement; the text must stand in the file exactly once. */
export interface Replacement {
  /** From the folder of the project. */
  readonly file: string
  readonly find: string
  readonly put: string
}

/** A defect, and the smallest lab that is to find it. */
export interface Mutant {
  readonly id: string
  readonly replacements: readonly Replacement[]
  readonly where: {
    readonly server: NonNullable<LabOptions['server']>
    readonly strategy: NonNullable<LabOptions['strategy']>
    /** Scenarios whose name contains that; none runs the walk alone. */
    readonly scenario: string
    /** Random steps after it; 0 where the scenario does. */
    readonly steps: number
  }
}

const strategies = 'shared/visibility/strategies'
const session = 'electron/core/session.ts'
const oneFresh = { file: session, find: '      legacy.fresh()\n' }

const only = (file: string, find: string, put: string): readonly Replacement[] => {
  return [{ file, find, put }]
}
const imported = (names: string, from: string): Replacement => ({
  file: session,
  find: `import type { BareJid, FullJid } from '../../shared/jid'\n`,
  put: `import { ${names} } from '${from}'\nimport type { BareJid, FullJid } from '../../shared/jid'\n`,
})

/** All of them. */
export const mutants: readonly Mutant[] = [
  {
    id: 'presence before the list',
    replacements: [
      {
        file: 'electron/core/runner.ts',
        find: `      case 'set-list': {\n`,
        put: `      case 'set-list': {\n        await sendAll([available({ show: null, status: '', priority: 0 })])\n`,
      },
      {
        file: 'shared/visibility/disclosure.ts',
        find: `    case 'unavailable':\n`,
        put: `    case 'set-list':\n      return type === 'available' && to === null\n    case 'unavailable':\n`,
      },
    ],
    where: { server: 'prosody', strategy: 'privacy-lists', scenario: 'out and in', steps: 0 },
  },
  {
    id: 'availability past the gate',
    replacements: [
      imported('available', '../xmpp/presence'),
      {
        file: session,
        find: '    own,\n',
        put: `    own: {
      ...own,
      setPresence: (next) => {
        own.setPresence(next)
        void stream?.connection.write(available(next))
      },
    },\n`,
      },
    ],
    where: {
      server: 'embedded',
      strategy: 'directed-presence',
      scenario: 'away and back',
      steps: 0,
    },
  },
  {
    id: 'an absence shows the user',
    replacements: only(
      'electron/core/away.ts',
      'policy: policyUnder(own, laid),',
      `policy: { ...policyUnder(own, laid), base: 'visible' },`,
    ),
    where: {
      server: 'embedded',
      strategy: 'directed-presence',
      scenario: 'nobody there, hidden: say nothing',
      steps: 0,
    },
  },
  {
    id: 'receipts unguarded',
    replacements: [
      {
        file: 'electron/core/stanza-intake.ts',
        find: `import type { BareJid } from '../../shared/jid'\n`,
        put: `import xml from '@xmpp/xml'\nimport type { BareJid } from '../../shared/jid'\n`,
      },
      {
        file: 'electron/core/stanza-intake.ts',
        find: '        xmlConsole.received(stanza)\n',
        put: `        xmlConsole.received(stanza)
        const { from, id } = stanza.attrs
        const receipt = xml('received', { xmlns: 'urn:xmpp:receipts', id: id ?? '' })
        if (stanza.getChild('request', 'urn:xmpp:receipts') && from) {
          void stream().outbox.send(xml('message', { to: from }, receipt))
        }\n`,
      },
      {
        file: 'shared/visibility/disclosure.ts',
        find: 'return stanza.body ? judgeWords(stanza, standing) : judgeSigns(stanza, standing)',
        put: 'return stanza.body ? judgeWords(stanza, standing) : pass',
      },
    ],
    where: { server: 'prosody', strategy: 'privacy-lists', scenario: 'ask for answers', steps: 0 },
  },
  {
    id: 'stale resume queue sent again',
    replacements: only(
      'electron/xmpp/outbox.ts',
      `mayResend: (stanza) => stanza.name === 'message' && verdictOn(stanza).action === 'pass',`,
      'mayResend: () => true,',
    ),
    where: { server: 'prosody', strategy: 'directed-presence', scenario: 'dead line', steps: 0 },
  },
  {
    id: 'default instead of active',
    replacements: [
      {
        file: 'electron/xmpp/privacy-lists.ts',
        find: 'return set(iq, { active: choice, lists: [] })',
        put: 'return set(iq, { default: choice, lists: [] })',
      },
      {
        file: 'electron/xmpp/privacy-lists.ts',
        find: 'const { active = declined, default: standard = declined, lists } = reply.value',
        put: 'const { default: active = declined, lists } = reply.value\n  const standard = declined',
      },
    ],
    where: { server: 'ejabberd', strategy: 'privacy-lists', scenario: 'seen while', steps: 0 },
  },
  {
    id: 'no directed unavailable before hiding',
    replacements: [
      {
        file: 'electron/core/runner.ts',
        find: 'sendAll(telling.map((jid) => unavailable(jid)))',
        put: 'sendAll(telling.slice(telling.length).map((jid) => unavailable(jid)))',
      },
      {
        file: 'electron/core/runner.ts',
        find: '        return sendAll([unavailable()])\n',
        put: '        return done\n',
      },
    ],
    where: {
      server: 'ejabberd',
      strategy: 'privacy-lists',
      scenario: 'ann@localhost alone',
      steps: 0,
    },
  },
  {
    id: 'real answers instead of absent ones',
    replacements: only(
      'shared/visibility/disclosure.ts',
      'if (!standing.guards.requests) return pass',
      'if (standing.guards) return pass',
    ),
    where: {
      server: 'jabberd2',
      strategy: 'privacy-lists',
      scenario: 'requests to the device',
      steps: 0,
    },
  },
  {
    id: 'absent answers in another server’s words',
    replacements: only(
      'electron/xmpp/outbox.ts',
      'const absent = absentReply(request, form)',
      'const absent = absentReply(request, { ...form, children: form.children.slice(1) })',
    ),
    where: {
      server: 'ejabberd',
      strategy: 'directed-presence',
      scenario: 'requests to the device',
      steps: 0,
    },
  },
  {
    id: 'room status while hidden',
    replacements: only(
      'electron/core/room-door.ts',
      'if (!isTrivial(loop.state().policy)) return\n',
      '',
    ),
    where: { server: 'embedded', strategy: 'privacy-lists', scenario: 'in and out', steps: 0 },
  },
  {
    id: 'items in descending order',
    replacements: only(
      'electron/xmpp/privacy-lists.ts',
      'items: renumber(items) }',
      'items: renumber(items).toReversed() }',
    ),
    where: { server: 'ejabberd', strategy: 'privacy-lists', scenario: 'one of a group', steps: 0 },
  },
  {
    id: 'unavailable broadcast at sign-in',
    replacements: [
      imported('unavailable', '../xmpp/presence'),
      {
        ...oneFresh,
        put: `${oneFresh.find}      void current().connection.write(unavailable())\n`,
      },
    ],
    where: { server: 'prosody', strategy: 'directed-presence', scenario: 'out and in', steps: 0 },
  },
  {
    id: 'directed presence forgotten at sign-out',
    replacements: only(
      'shared/visibility/engine.ts',
      `return to.length === 0 ? [] : [{ kind: 'directed', to, presence: null }]`,
      `return to.length >= 0 ? [] : [{ kind: 'directed', to, presence: null }]`,
    ),
    where: {
      server: 'ejabberd',
      strategy: 'directed-presence',
      scenario: 'forgotten by no one',
      steps: 0,
    },
  },
  {
    id: 'farewell forgotten',
    replacements: only(
      session,
      'left.connection.stop(last)',
      'left.connection.stop(last.slice(last.length))',
    ),
    where: {
      server: 'ejabberd',
      strategy: 'directed-presence',
      scenario: 'at sign-out',
      steps: 0,
    },
  },
  {
    id: 'whoever appears is shown',
    replacements: only(
      `${strategies}/directed.ts`,
      '.filter((person) => allows(policy, person) && open(person))',
      '.filter((person) => open(person))',
    ),
    where: { server: 'jabberd2', strategy: 'directed-presence', scenario: 'come again', steps: 0 },
  },
  {
    id: 'blocking switches the list, unnoticed',
    replacements: only(
      'shared/visibility/quirks.ts',
      `blockSwitchesList: 'yes'`,
      `blockSwitchesList: 'no'`,
    ),
    where: {
      server: 'jabberd2',
      strategy: 'privacy-lists',
      scenario: 'block and unblock',
      steps: 0,
    },
  },
  {
    id: 'a nickname published while hidden',
    replacements: [
      {
        file: session,
        find: `import type { BareJid, FullJid } from '../../shared/jid'\n`,
        put: `import xml from '@xmpp/xml'\nimport type { BareJid, FullJid } from '../../shared/jid'\n`,
      },
      {
        ...oneFresh,
        put: `${oneFresh.find}      const nick = xml('nick', { xmlns: 'http://jabber.org/protocol/nick' }, 'Alice')
      const node = { node: 'http://jabber.org/protocol/nick' }
      const publish = xml('publish', node, xml('item', {}, nick))
      const pubsub = xml('pubsub', { xmlns: 'http://jabber.org/protocol/pubsub' }, publish)
      void current().connection.write(xml('iq', { type: 'set', id: 'nick' }, pubsub))\n`,
      },
    ],
    where: { server: 'prosody', strategy: 'privacy-lists', scenario: 'published', steps: 0 },
  },
]
