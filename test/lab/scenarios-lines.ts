// Scenarios of what goes wrong around the user: lost lines, and the user's other devices.
import type { Target } from '../../shared/visibility/policy'
import * as wishes from './acts-wishes'
import { jidOf } from './cast'
import * as disturbances from './disturbances'
import type { Scenario } from './scenario'
import { aways, inTurn } from './scenario'

const hide = wishes.setBase('invisible')
const show = wishes.setBase('visible')
const ann: Target = { type: 'jid', value: jidOf('ann') }

/** Lost lines. */
export function lines(): Scenario[] {
  const { drop, dropDuring, freezeDuring } = disturbances
  return [
    inTurn('resume', 'lost and resumed, hidden', drop(), ...aways()),
    inTurn(
      'resume',
      'what was said into a dead line',
      show,
      freezeDuring([wishes.setShow('chat')], [hide]),
    ),
    inTurn(
      'resume',
      'shown into a dead line',
      freezeDuring([show, wishes.setShow('chat')], [hide]),
    ),
    inTurn(
      'reconnect',
      'wishes made while lost',
      dropDuring([wishes.setShow('away')]),
      dropDuring([wishes.except(ann, true)]),
      dropDuring([wishes.except(ann, null), wishes.setShow(null)]),
      show,
      dropDuring([hide]),
    ),
  ]
}

/** Other devices, and the end of a session. */
export function devices(): Scenario[] {
  const { meddle, otherDevice, signOutAndIn } = disturbances
  return [
    inTurn('other device', 'comes and goes', otherDevice(), meddle('adds another'), ...aways()),
    inTurn('other device', 'uses the same list', meddle('activates it for itself'), ...aways()),
    inTurn('other device', 'is seen while this one is hidden', disturbances.otherDeviceShown()),
    inTurn('list edited elsewhere', 'edited', meddle('edits'), ...aways()),
    inTurn('list deleted elsewhere', 'deleted', meddle('deletes'), ...aways()),
    inTurn('sign-out', 'hidden at sign-out', signOutAndIn()),
    inTurn('sign-out', 'visible at sign-out', show, signOutAndIn(), hide),
    inTurn(
      'sign-out',
      'seen by one at sign-out',
      wishes.except(ann, true),
      signOutAndIn(),
      wishes.except(ann, null),
    ),
  ]
}
