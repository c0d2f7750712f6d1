// Stanzas typed into the console of a signed-in account, and what left instead.
import { expect } from 'vitest'
import { stanzasIn } from '../../support/stanza-stream'
import { sleep } from '../../support/wait'
import type { ScriptedAccount } from './scripted-account'
import { signIn } from './scripted-account'

/** The three contacts of XEP-0018 s.4.1, each both ways. */
const roster = ['stpeter', 'pgmillard', 'rynok']
  .map((name) => `<item jid='${name}@localhost' subscription='both'/>`)
  .join('')

/** Longer than a command takes to be read, in ms. */
const aMoment = 20

/** A keyboard, and the wire. */
export interface Typist extends ScriptedAccount {
  /** Types stanzas without waiting between them. @returns what left of lists and presence until all was confirmed */
  type(...stanzas: readonly string[]): Promise<string[]>
  /** As type(), and of it the presence alone. */
  presence(...stanzas: readonly string[]): Promise<string[]>
  /** What left since the last look, without ids; probes aside. */
  said(): string[]
}

/** Signs in and waits for the confirmation. */
export async function typist(
  signInInvisible: boolean,
  choice: 'privacy-lists' | 'directed-presence',
): Promise<Typist> {
  const account = await signIn(signInInvisible, { roster })
  const { casper, id, wire } = account
  await casper.confirmed()
  if (choice !== 'privacy-lists') {
    await casper.request('visibility.choose', { account: id, choice, scope: 'session' })
    await casper.confirmed()
  }
  let mark = choice === 'privacy-lists' ? 0 : wire().length

  const said = (): string[] => {
    const text = wire().slice(mark)
    mark += text.length
    return stanzasIn(text)
      .map(({ xml }) => xml.replace(/^<iq [^>]*>(.*)<\/iq>$/, '$1'))
      .map((xml) => xml.replace(/casper-\w+-([ab])/, 'casper-$1'))
      .filter((xml) => /^<presence|jabber:iq:privacy/.test(xml) && !xml.includes('type="probe"'))
  }
  const type = async (...stanzas: readonly string[]): Promise<string[]> => {
    for (const xml of stanzas) {
      const sent = await casper.request('console.send', { account: id, xml })
      expect(sent).toEqual({ ok: true, value: null })
    }
    await sleep(aMoment)
    await casper.confirmed()
    return said()
  }
  return {
    ...account,
    said,
    type,
    presence: async (...stanzas) =>
      (await type(...stanzas)).filter((xml) => xml.startsWith('<presence')),
  }
}

/** Every list that Casper holds, by the stanzas that ask for it. */
export const names = '<query xmlns="jabber:iq:privacy"/>'

/** Declining the active list. */
export const decline = '<query xmlns="jabber:iq:privacy"><active/></query>'

/** Choosing a list as the active one. */
export function active(name: string): string {
  return `<query xmlns="jabber:iq:privacy"><active name="${name}"/></query>`
}

/** Writing a list, or reading it where nothing is in it. */
export function list(name: string, items = ''): string {
  const content = items === '' ? '/>' : `>${items}</list>`
  return `<query xmlns="jabber:iq:privacy"><list name="${name}"${content}</query>`
}

/** A rule about outgoing presence, to somebody or to everybody. */
export function item(action: 'allow' | 'deny', order: number, jid?: string): string {
  const match = jid === undefined ? '' : `type="jid" value="${jid}" `
  return `<item ${match}action="${action}" order="${String(order)}"><presence-out/></item>`
}
