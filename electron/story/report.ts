// What is printed of a play: words for people, in colour or plain, and one object for programs.
import { styleText } from 'node:util'
import type { Observation, StepReport } from './play'
import { leaksIn } from './play'
import type { Story } from './story'

/** Writes a text in a colour, or as it is. */
export type Paint = (format: Parameters<typeof styleText>[0], text: string) => string

/** The paint for an output. */
export function paintFor(inColour: boolean): Paint {
  return inColour ? (format, text) => styleText(format, text, { validateStream: false }) : plain
}

/** What stands above a story. */
export function titleOf({ title }: Story, paint: Paint): string {
  return `\n${paint('bold', title)}`
}

/**
 * One step: the intent, what left, and for everybody whether they may see the user, what their client shows, and what it
 * was told. Marked ✓ where that is as it should be, ✗ for a leak, – for somebody who should see the user and does not.
 * @param number from 1
 */
export function stepText(
  { scene, sent, observations }: StepReport,
  number: number,
  paint: Paint,
): string {
  const told = sent.filter((xml) => aboutPresence.test(xml))
  const others = sent.length - told.length
  const more = others > 0 ? [`and ${String(others)} about other things`] : []
  const left = [...told.map(shortened), ...more]
  const widest = Math.max(...Object.keys(observations).map((jid) => jid.length))
  return [
    '',
    `${String(number)}. ${scene.title}`,
    `   intent  ${paint('cyan', scene.intent)}`,
    ...labelled('sent', left.length > 0 ? left : ['nothing']).map((line) => paint('dim', line)),
    ...labelled(
      'seen',
      Object.entries(observations).map(([jid, observation]) => {
        return `${markOf(observation, paint)} ${jid.padEnd(widest)}  ${observedText(observation)}`
      }),
    ),
  ].join('\n')
}

/** The last line. */
export function resultText(steps: readonly StepReport[], paint: Paint): string {
  const leaks = leaksIn(steps)
  const played = `\n${String(steps.length)} ${steps.length === 1 ? 'step' : 'steps'} played, `
  if (leaks === 0) return `${played}${paint('green', 'nobody saw more than they should')}.`
  return `${played}${paint('red', `${String(leaks)} leaked`)}.`
}

/** The whole play as one object. */
export function jsonOf(steps: readonly StepReport[]): string {
  const told = steps.map(({ scene, sent, observations }) => {
    const each = <T>(of: (observation: Observation) => T): Record<string, T> => {
      return Object.fromEntries(Object.entries(observations).map(([jid, one]) => [jid, of(one)]))
    }
    return {
      intent: scene.intent,
      sent,
      observed: each(({ received }) => received.map(({ xml }) => xml)),
      allowed: each(({ allowed }) => allowed),
    }
  })
  return JSON.stringify({ steps: told, leaks: leaksIn(steps) })
}

const plain: Paint = (_format, text) => text
const aboutPresence = /^<(presence|message)|jabber:iq:privacy|urn:xmpp:invisible/

// A request without its envelope: what it asks for.
function shortened(xml: string): string {
  return xml.replace(/^<iq [^>]*type="(\w+)"[^>]*>(.*)<\/iq>$/s, '$1: $2')
}

function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `   ${(index === 0 ? label : '').padEnd(6)}  ${line}`)
}

function markOf({ allowed, leaks, sees }: Observation, paint: Paint): string {
  if (leaks.length > 0) return paint('red', '✗')
  return allowed && !sees ? paint('yellow', '–') : paint('green', '✓')
}

function observedText({ allowed, received, leaks, sees }: Observation): string {
  const may = allowed ? 'may see    ' : 'may not see'
  const told = received.map(({ words }) => words).join('; ') || 'nothing new'
  const state = sees ? 'online ' : 'offline'
  const verdict = leaks.length > 0 ? `  LEAK: ${leaks.map(({ xml }) => xml).join(' ')}` : ''
  return `${may}  ${state}  ${told}${verdict}`
}
