// Scenarios of what happens at the user's machine: nobody types, the screen is locked, the computer sleeps, and back.
import type { Target } from '../../shared/visibility/policy'
import type { WhileAway } from './absence'
import { back, idle, lock, resume, suspend, whileAway } from './acts-machine'
import * as wishes from './acts-wishes'
import { jidOf } from './cast'
import * as disturbances from './disturbances'
import type { Scenario } from './scenario'
import { inTurn } from './scenario'

const hide = wishes.setBase('invisible')
const show = wishes.setBase('visible')
const ann: Target = { type: 'jid', value: jidOf('ann') }
const usual = whileAway('say nothing')
const leave = () => [idle(), lock(), back(), suspend(), resume(), back()]

/** All of them. @param smoke whether each way to begin is played with one wish alone */
export function atMachine(smoke: boolean): Scenario[] {
  const choices: readonly WhileAway[] = ['say nothing', 'tell', 'hide']
  const drawn = (only: WhileAway) => (smoke ? [only] : choices)
  return [
    ...drawn('say nothing').map((chosen) =>
      inTurn('auto-away', `nobody there, hidden: ${chosen}`, whileAway(chosen), ...leave(), usual),
    ),
    ...drawn('tell').map((chosen) =>
      inTurn(
        'auto-away',
        `nobody there, seen by one: ${chosen}`,
        whileAway(chosen),
        wishes.except(ann, true),
        ...leave(),
        wishes.except(ann, null),
        usual,
      ),
    ),
    ...drawn('hide').map((chosen) =>
      inTurn(
        'auto-away',
        `nobody there, seen: ${chosen}`,
        whileAway(chosen),
        show,
        ...leave(),
        hide,
        usual,
      ),
    ),
    inTurn(
      'auto-away',
      'lost while locked',
      whileAway('hide'),
      show,
      lock(),
      disturbances.drop(),
      disturbances.dropDuring([back()]),
      disturbances.dropDuring([lock()]),
      disturbances.signOutAndIn(),
      back(),
      disturbances.freezeDuring([wishes.setShow('chat')], [lock()]),
      back(),
      wishes.setShow(null),
      hide,
      usual,
    ),
    {
      channel: 'auto-away',
      name: 'leaving and hiding in one go',
      run: async (play) => {
        await play(whileAway('hide'), show, lock())
        await play(back(), hide, lock())
        await play(back(), show, idle(), hide)
        await play(idle(), whileAway('tell'), whileAway('hide'), back(), usual)
      },
    },
    inTurn(
      'rooms',
      'nobody there, in a room',
      whileAway('hide'),
      show,
      wishes.enterRoom(),
      ...leave(),
      wishes.leaveRoom(),
      hide,
      usual,
    ),
  ]
}
