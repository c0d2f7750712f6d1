// Does the steps of one script on the model server, or on a real one with bare clients, and writes down in the same
// words what was answered and what each contact was shown of the session.
import type { OwnPresence } from '../../shared/model'
import type { ListChoice, PrivacyItem } from '../../shared/privacy/list'
import { addFriends, password } from './friends'
import type { ModelQuirk } from './model-quirks'
import { modelServer } from './model-server'
import { privacyQuery } from './privacy-requests'
import type { RawClient } from './raw-client'
import { startRawClient } from './raw-client'
import type { RecordedStanza } from './stanza-stream'
import type { Deed, ReplayStep, Script } from './replay-script'
import type { RunningServer } from './server'
import { effectWords } from './visibility-words'

/** How long nothing may come before the end of a session is taken to be told, in milliseconds. */
const endQuietMs = 150

/** How a server differs from the model: what the model has a name for, and what only shows from session to session. */
export type ReplayQuirk =
  | ModelQuirk
  /** A default list that was declined is in force again when the user signs in anew (jabberd2). */
  | 'restores-default'

/** What a step led to: the server's answer, and what each contact was shown, in order. */
interface Outcome {
  readonly answer: string
  readonly shown: ReadonlyMap<string, readonly string[]>
}

/** The script as the model plays it, a line for each step. */
export function replayOnModel(script: Script, quirks: readonly ReplayQuirk[]): string[] {
  const known = quirks.filter((quirk) => quirk !== 'restores-default')
  const server = modelServer({ people: script.people, quirks: known, supportsCommand: true })
  let stored: string | null = null
  for (const { jid } of script.people) if (!script.online.includes(jid)) server.goOffline(jid)
  const perform = (step: ReplayStep): string => {
    switch (step.kind) {
      case 'comes-online':
        server.comeOnline(step.jid)
        return ''
      case 'goes-offline':
        server.goOffline(step.jid)
        return ''
      case 'ends':
        server.endSession()
        return ''
      default: {
        const result = server.answer(step)
        return result.ok ? '' : result.error.code
      }
    }
  }
  return script.steps.map((step) => {
    server.deliveries.length = 0
    const answer = perform(step)
    const shown = new Map<string, string[]>()
    for (const { to, presence } of server.deliveries) {
      const word = presence ? (presence.show ?? 'available') : 'unavailable'
      shown.set(to, [...(shown.get(to) ?? []), word])
    }
    stored = server.default ?? stored
    if (step.kind === 'ends') {
      server.beginSession()
      if (quirks.includes('restores-default')) server.default = stored
    }
    return line(step, { answer, shown })
  })
}

/** The script as a real server plays it, a line for each step. */
export async function replayOnServer(script: Script, server: RunningServer): Promise<string[]> {
  await addFriends(server, script.user, script.people)
  const contacts = new Map<string, RawClient>()
  const marks = new Map<string, number>()
  const signIn = async (jid: string): Promise<void> => {
    const user = jid.slice(0, jid.indexOf('@'))
    const client = await startRawClient({ server, user, password, resource: 'obs' })
    contacts.set(jid, client)
    marks.set(jid, 0)
    client.send('<presence/>')
    await client.settled()
  }
  const settleContacts = () => Promise.all([...contacts.values()].map((each) => each.settled()))
  await Promise.all(script.online.map(signIn))
  const begin = () => startRawClient({ server, user: script.user, password, resource: 'A' })
  let user = await begin()

  const perform = async (step: ReplayStep): Promise<string> => {
    switch (step.kind) {
      case 'comes-online':
        await signIn(step.jid)
        return ''
      case 'goes-offline':
        await contacts.get(step.jid)?.close()
        contacts.delete(step.jid)
        return ''
      case 'ends':
        await user.close()
        await Promise.all([...contacts.values()].map((each) => each.quiet(endQuietMs)))
        return ''
      default:
        return send(user, step)
    }
  }
  const look = (): Outcome['shown'] => {
    const shown = new Map<string, string[]>()
    for (const [jid, contact] of contacts) {
      const came = contact.from(user.jid, marks.get(jid)).filter(isPresence).map(presenceWord)
      marks.set(jid, contact.mark())
      if (came.length > 0) shown.set(jid, came)
    }
    return shown
  }

  const lines: string[] = []
  try {
    for (const step of script.steps) {
      const answer = await perform(step)
      if (step.kind === 'ends') user = await begin()
      await user.settled()
      await settleContacts()
      lines.push(line(step, { answer, shown: look() }))
    }
  } finally {
    await Promise.all([user, ...contacts.values()].map((each) => each.close()))
  }
  return lines
}

async function send(user: RawClient, deed: Deed): Promise<string> {
  switch (deed.kind) {
    case 'set-list':
      return ask(user, `<list name='${deed.name}'>${deed.items.map(itemXml).join('')}</list>`)
    case 'set-active':
      return ask(user, choiceXml('active', deed.choice))
    case 'set-default':
      return ask(user, choiceXml('default', deed.choice))
    case 'cloak':
      return cloak(user, deed.on)
    case 'presence':
      user.send(presenceXml('', deed.presence))
      return ''
    case 'unavailable':
      user.send(presenceXml('', null))
      return ''
    case 'directed':
      for (const to of deed.to) user.send(presenceXml(` to='${to}'`, deed.presence))
      return ''
  }
}

function cloak(user: RawClient, on: boolean): Promise<string> {
  const [name, probe] = on ? ['invisible', ` probe='true'`] : ['visible', '']
  return answerTo(user, `<${name} xmlns='urn:xmpp:invisible:1'${probe}/>`)
}

function ask(user: RawClient, content: string): Promise<string> {
  return answerTo(user, privacyQuery(content))
}

async function answerTo(user: RawClient, payload: string): Promise<string> {
  const { type, xml } = await user.iq('set', '', payload)
  if (type === 'result') return ''
  return /<error[^>]*>.*?<([\w-]+)[^>]*urn:ietf:params:xml:ns:xmpp-stanzas/.exec(xml)?.[1] ?? xml
}

function choiceXml(element: string, choice: ListChoice): string {
  return choice.kind === 'named' ? `<${element} name='${choice.name}'/>` : `<${element}/>`
}

function itemXml({ action, order, match, kinds }: PrivacyItem): string {
  const whom = match.type === 'all' ? '' : ` type='${match.type}' value='${match.value}'`
  const about = kinds.map((kind) => `<${kind}/>`).join('')
  return `<item action='${action}' order='${String(order)}'${whom}>${about}</item>`
}

function presenceXml(to: string, presence: OwnPresence | null): string {
  if (presence === null) return `<presence${to} type='unavailable'/>`
  return `<presence${to}>${presence.show ? `<show>${presence.show}</show>` : ''}</presence>`
}

function isPresence({ name }: RecordedStanza): boolean {
  return name === 'presence'
}

function presenceWord({ type, xml }: RecordedStanza): string {
  return type || (/<show>(\w+)<\/show>/.exec(xml)?.[1] ?? 'available')
}

function line(step: ReplayStep, { answer, shown }: Outcome): string {
  const views = [...shown].sort().map(([jid, words]) => `${jid} ${words.join(', ')}`)
  return [stepWords(step), answer && `refused: ${answer}`, ...views].filter(Boolean).join(' | ')
}

function stepWords(step: ReplayStep): string {
  if (step.kind === 'ends') return 'session ends'
  return 'jid' in step ? `${step.jid} ${step.kind}` : effectWords(step)
}
