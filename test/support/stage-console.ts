// The XML console on the stage: some traffic to look at, and a server that takes what looks like a stanza.
import type { AccountId, SeenStanza } from '../../shared/model'
import type { CommandName, CommandPayload } from '../../shared/protocol'
import { appError } from '../../shared/errors'
import { err, ok, type Result } from '../../shared/result'
import type { AppEvent, AppSnapshot } from '../../shared/snapshot'

/** Whether the console is what a command is about. */
export function isAboutConsole(command: CommandName): boolean {
  return command.startsWith('console.')
}

/** What such a command changes, and its answer. */
export function actOnConsole(
  snapshot: AppSnapshot,
  account: AccountId,
  command: CommandName,
  payload: unknown,
): { readonly events: readonly AppEvent[]; readonly result: Result<null> } {
  const seen = snapshot.console[account]
  if (command === 'console.open') {
    return { events: seen ? [] : [{ type: 'console.opened', account }], result: ok(null) }
  }
  if (command === 'console.close') {
    return { events: [{ type: 'console.closed', account }], result: ok(null) }
  }
  const { xml } = payload as CommandPayload<'console.send'>
  if (!xml.endsWith('>')) return { events: [], result: err(appError('console-malformed')) }
  const id = (seen?.at(-1)?.id ?? 0) + 1
  const stanza = { id, direction: 'out', xml, at: Date.now(), held: null } as const
  return { events: [{ type: 'stanza.seen', account, stanza }], result: ok(null) }
}

/** What passed before the curtain rose. */
export function traffic(now: number): readonly SeenStanza[] {
  const list = '<list name="visible-to-ines@example.org"/>'
  const lines: readonly (readonly [SeenStanza['direction'], string, string?])[] = [
    [
      'in',
      '<message from="tomasz@example.net/desk" to="mira@example.org" type="chat" id="m1"><body>Up for a game?</body><request xmlns="urn:xmpp:receipts"/></message>',
    ],
    [
      'out',
      '<message to="tomasz@example.net/desk" id="r1"><received xmlns="urn:xmpp:receipts" id="m1"/></message>',
      'an automatic message would show that you are here',
    ],
    ['out', `<iq type="get" id="q1"><query xmlns="jabber:iq:privacy">${list}</query></iq>`],
    [
      'in',
      '<iq type="result" id="q1" to="mira@example.org/x"><query xmlns="jabber:iq:privacy"><list name="visible-to-ines@example.org"><item type="jid" value="ines@example.org" action="allow" order="1"><presence-out/></item><item action="deny" order="2"><presence-out/></item></list></query></iq>',
    ],
    ['out', '<presence><show>xa</show><status>Away (due to idle)</status></presence>'],
    [
      'in',
      '<presence from="noor@example.net/phone" to="mira@example.org/x"><show>xa</show><c xmlns="http://jabber.org/protocol/caps" hash="sha-1" node="https://client.example/caps" ver="q07IKJEyjvHSyhy//CH0CxmKi8w="/></presence>',
    ],
    ['out', '<presence to="ines@example.org"/>'],
  ]
  return lines.map(([direction, xml, held], index) => ({
    id: index + 1,
    direction,
    xml,
    at: now - (lines.length - index) * 1_700,
    held: held ?? null,
  }))
}
