// The table of scenarios: every transition and every channel once, in an order that is the same every time. Each begins
// hidden from everybody and ends so.
import type { Target } from '../../shared/visibility/policy'
import type { StrategyId } from '../../shared/visibility/strategies/names'
import * as contacts from './acts-contacts'
import type { RequestName } from './acts-others'
import {
  ask,
  comeAgain,
  probe,
  requests,
  wantPublished,
  writeAsking,
  writeBadly,
} from './acts-others'
import { askAccount } from './acts-account'
import * as wishes from './acts-wishes'
import type { Name } from './cast'
import { jidOf, names } from './cast'
import * as disturbances from './disturbances'
import type { Scenario } from './scenario'
import { aways, inTurn } from './scenario'
import { devices, lines } from './scenarios-lines'
import { atMachine } from './scenarios-machine'

/** What scenarios depend on. */
export interface ScenarioOptions {
  /** Another strategy the server supports. */
  readonly other: StrategyId
  /** Whether those that take long are left out. */
  readonly smoke: boolean
}

const hide = wishes.setBase('invisible')
const show = wishes.setBase('visible')
const targets: readonly Target[] = [
  { type: 'jid', value: jidOf('ann') },
  { type: 'jid', value: jidOf('fay') },
  { type: 'jid', value: jidOf('eve') },
  { type: 'group', value: 'Friends' },
  { type: 'subscription', value: 'from' },
  { type: 'subscription', value: 'both' },
  { type: 'domain', value: 'localhost' },
  { type: 'jid', value: jidOf('pal') },
  { type: 'domain', value: jidOf('gate') },
]

/** All scenarios, those that disturb most last. */
export function scenarios({ other, smoke }: ScenarioOptions): Scenario[] {
  const ann: Target = { type: 'jid', value: jidOf('ann') }
  const quick = [
    ...basics(smoke),
    ...asking(smoke),
    ...dealings(),
    ...rooms(),
    ...atMachine(smoke),
    ...lines(),
    ...devices(),
  ]
  const slow: Scenario[] = [
    inTurn('strategy switch', 'another way and back, hidden', wishes.viaStrategy(other)),
    inTurn(
      'strategy switch',
      'another way and back, seen by one',
      wishes.except(ann, true),
      wishes.viaStrategy(other),
      wishes.except(ann, null),
    ),
    inTurn('expired session', 'too long away, hidden', disturbances.expire()),
    inTurn(
      'expired session',
      'too long away, seen by one',
      wishes.except(ann, true),
      disturbances.expire(),
      wishes.except(ann, null),
    ),
    inTurn('server restart', 'started again, hidden', disturbances.restart(), ...aways()),
    inTurn('server restart', 'started again, visible', show, disturbances.restart(), hide),
  ]
  return smoke ? quick : [...quick, ...slow]
}

function basics(smoke: boolean): Scenario[] {
  return [
    inTurn('initial presence', 'out and in, hidden', disturbances.signOut(), disturbances.signIn()),
    inTurn('availability', 'away and back, hidden', ...aways()),
    inTurn('going visible', 'seen, away and hidden again', show, ...aways(), hide),
    {
      channel: 'going invisible',
      name: 'back and forth in one go',
      run: async (play) => {
        await play(show, hide)
        await play(show, wishes.setShow('away'), hide, wishes.setShow(null))
      },
    },
    ...targets
      .filter((_, index) => !smoke || index % 3 === 0)
      .map((target) =>
        inTurn(
          'exceptions',
          `${target.type} ${target.value} alone, then all but them`,
          wishes.except(target, true),
          wishes.setShow('dnd'),
          wishes.except(target, null),
          show,
          wishes.except(target, false),
          wishes.setShow(null),
          hide,
          wishes.except(target, null),
        ),
      ),
    inTurn(
      'exceptions',
      'shown to one for a while',
      wishes.decloak('ann', 60),
      wishes.setShow('away'),
      wishes.recloak('ann'),
      wishes.setShow(null),
    ),
    inTurn(
      'exceptions',
      'one of a group is hidden, and another group',
      show,
      wishes.except({ type: 'group', value: 'Work' }, false),
      wishes.except({ type: 'group', value: 'Friends' }, true),
      wishes.except({ type: 'jid', value: jidOf('ann') }, false),
      ...aways(),
      hide,
      wishes.except({ type: 'jid', value: jidOf('ann') }, null),
      wishes.except({ type: 'group', value: 'Friends' }, null),
      wishes.except({ type: 'group', value: 'Work' }, null),
    ),
    inTurn(
      'scope',
      'the account and back',
      wishes.setScope('account'),
      ...aways(),
      disturbances.otherDeviceShown(),
      wishes.setScope('session'),
    ),
  ]
}

function asking(smoke: boolean): Scenario[] {
  const askers: readonly Name[] = smoke ? ['ann', 'eve', 'gate'] : names
  const every = (Object.keys(requests) as RequestName[]).flatMap((what) =>
    askers.map((who) => ask(who, what)),
  )
  return [
    inTurn('probe', 'probes', ...names.map(probe)),
    inTurn(
      'probe',
      'contacts come again',
      ...(['ann', 'fay', 'tom', 'gate', 'pal'] as const).map(comeAgain),
    ),
    inTurn('requests', 'requests to the device', ...every),
    inTurn(
      'requests',
      'requests while one contact may see',
      wishes.except({ type: 'jid', value: jidOf('ben') }, true),
      ...(['ann', 'nat', 'eve'] as const).map((who) => ask(who, 'version')),
      wishes.except({ type: 'jid', value: jidOf('ben') }, null),
    ),
    inTurn(
      'requests to the account',
      smoke ? 'items' : 'last activity and items',
      ...(smoke ? [] : [askAccount('last')]),
      askAccount('items'),
    ),
    inTurn(
      'receipts and typing',
      'messages that ask for answers',
      ...names.map((who) => writeAsking(who, `r-${who}`)),
      wishes.read(jidOf('ann')),
      wishes.read(jidOf('eve')),
    ),
    inTurn(
      'publishing',
      'nothing is published while hidden',
      wantPublished('ann'),
      disturbances.signOut(),
      disturbances.signIn(),
      ...aways(),
    ),
    inTurn('message errors', 'odd messages', ...names.map((who) => writeBadly(who, `o-${who}`))),
  ]
}

function dealings(): Scenario[] {
  const { allowToSee, takeBack, askToSee, block, unblock, moveTo, removeContact } = contacts
  const work: Target = { type: 'group', value: 'Work' }
  return [
    inTurn(
      'subscriptions',
      'a stranger is allowed, and taken back',
      allowToSee('eve'),
      wishes.setShow('away'),
      takeBack('eve'),
      wishes.setShow(null),
    ),
    inTurn(
      'subscriptions',
      'one who is shown is taken back',
      allowToSee('eve'),
      wishes.except({ type: 'jid', value: jidOf('eve') }, true),
      takeBack('eve'),
      wishes.except({ type: 'jid', value: jidOf('eve') }, null),
    ),
    inTurn(
      'subscriptions',
      'one who is hidden by their subscription is taken back',
      allowToSee('eve'),
      wishes.except({ type: 'subscription', value: 'from' }, false),
      show,
      takeBack('eve'),
      hide,
      wishes.except({ type: 'subscription', value: 'from' }, null),
    ),
    inTurn(
      'subscriptions',
      'one who is seen by their subscription is taken back',
      allowToSee('eve'),
      wishes.except({ type: 'subscription', value: 'from' }, true),
      takeBack('eve'),
      wishes.except({ type: 'subscription', value: 'from' }, null),
    ),
    inTurn(
      'subscriptions',
      'one who may see is removed',
      allowToSee('eve'),
      removeContact('eve'),
      wishes.setShow('away'),
      wishes.setShow(null),
    ),
    inTurn('subscriptions', 'asking to see', askToSee('eve')),
    inTurn('blocking', 'block and unblock, hidden', block('ann'), ...aways(), unblock('ann')),
    inTurn(
      'blocking',
      'one who is shown is blocked',
      wishes.except({ type: 'jid', value: jidOf('fay') }, true),
      block('fay'),
      wishes.setShow('away'),
      unblock('fay'),
      wishes.except({ type: 'jid', value: jidOf('fay') }, null),
    ),
    inTurn(
      'roster change',
      'into a group that sees, and out of it',
      wishes.except(work, true),
      moveTo('ann', 'Work'),
      wishes.setShow('away'),
      moveTo('ann', 'Friends'),
      wishes.setShow(null),
      wishes.except(work, null),
    ),
    inTurn(
      'directed presence',
      'shown to one, who is forgotten by no one',
      wishes.except({ type: 'jid', value: jidOf('fay') }, true),
      disturbances.signOut(),
      disturbances.signIn(),
      wishes.except({ type: 'jid', value: jidOf('fay') }, null),
    ),
  ]
}

function rooms(): Scenario[] {
  const { enterRoom, leaveRoom } = wishes
  return [
    inTurn('rooms', 'in and out, hidden', enterRoom(), ...aways(), leaveRoom()),
    inTurn('rooms', 'through going visible and back', enterRoom(), show, hide, leaveRoom()),
    inTurn('rooms', 'asked in a room', enterRoom(), ask('mia', 'version'), leaveRoom()),
  ]
}
