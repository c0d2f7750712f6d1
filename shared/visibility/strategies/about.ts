// What each strategy needs, costs and cannot hide, in sentences for the user who chooses.
import type { StrategyId } from './names'

/** One strategy, described. */
export interface About {
  readonly id: StrategyId
  readonly name: string
  readonly spec: string
  readonly needs: string
  readonly costs: readonly string[]
  readonly cannotHide: readonly string[]
}

/** The descriptions, best strategy first. */
export const strategies: readonly About[] = [
  {
    id: 'privacy-lists',
    name: 'Privacy lists',
    spec: 'XEP-0126, RFC 3921 s.10',
    needs: 'A server with privacy lists.',
    costs: [],
    cannotHide: ['What your server itself gives away, if it does.'],
  },
  {
    id: 'invisible-command',
    name: 'Invisible command',
    spec: 'XEP-0186',
    needs:
      'A server with the invisible command. None of the three servers that Casper is tested with has it; it is shown on Casper’s own embedded server.',
    costs: ['Whom you let see you is told anew each time they come online.'],
    cannotHide: ['What your server itself gives away, if it does.'],
  },
  {
    id: 'directed-presence',
    name: 'Directed presence',
    spec: 'RFC 6121 s.4.6',
    needs: 'Any server.',
    costs: [
      'For the server you are offline: messages wait on it. Casper fetches them from its archive twice a minute; without an archive they come when you are available again.',
      'You see who is online as of the last time Casper asked, which it does every five minutes.',
      'Whom you let see you and who comes online later is shown you at the next such round.',
      'If your connection breaks and does not come back in time, whom you let see you goes on seeing you: the servers that Casper is tested with do not tell them.',
      'When you change from visible to hidden, whom you let see you sees you go and come back.',
    ],
    cannotHide: ['That your account is signed in, from a server that shows its sessions.'],
  },
  {
    id: 'legacy-presence',
    name: 'Invisible presence, not compliant',
    spec: 'XEP-0018 (rejected)',
    needs:
      'A server that honours a presence type that is not part of XMPP; Casper uses it only after the server has proved it to a second session of your own, which is opened for that and closed again. No server that Casper is tested with does.',
    costs: [
      'What is proved is that this type, sent to you alone, arrives as “unavailable”. What the server makes of it towards all contacts at once is not: to try that would show you to them if it failed.',
      'It is not part of the standard: a server may change what it makes of it at any time.',
      'Whom you let see you is told anew each time they come online.',
    ],
    cannotHide: ['Anything, on a server that stops honouring it.'],
  },
]
