// What happens at the user's machine, and what is wished for while nobody is at it: Casper does the rest by itself.
import type { Act } from './act'
import { act } from './act'
import type { Absence, WhileAway } from './absence'
import { isAbsent, settingsOf } from './absence'
import type { World } from './world'

/** Minutes: longer than was chosen for "away", and for "away for long". */
const [aWhile, long] = [10, 30]

function atMachine(
  words: string,
  change: Partial<Absence>,
  happen: (machine: World['machine']) => void,
): Act {
  return act('auto-away', words, ({ machine, wish, wished }) => {
    wish({ absence: { ...wished().absence, ...change } })
    happen(machine)
    return Promise.resolve()
  })
}

/** Chooses what happens while nobody is there. */
export function whileAway(chosen: WhileAway): Act {
  return act('auto-away', `while away: ${chosen}`, async ({ casper, wish, wished }) => {
    wish({ absence: { ...wished().absence, whileAway: chosen } })
    await casper.request('settings.set', { autoAway: settingsOf[chosen] })
  })
}

/** Nobody types for a while. */
export function idle(): Act {
  return atMachine('nobody types', { idle: true }, (machine) => machine.pass(aWhile))
}

/** The screen is locked. */
export function lock(): Act {
  return atMachine('the screen is locked', { locked: true }, (machine) => machine.lock())
}

/** The machine is about to sleep. */
export function suspend(): Act {
  return atMachine('the machine goes to sleep', { asleep: true }, (machine) => machine.suspend())
}

/** It wakes up after a long time, and nobody types. */
export function resume(): Act {
  return atMachine('the machine wakes up', { asleep: false, idle: true }, (machine) =>
    machine.resume(long),
  )
}

/** Somebody is there again: wakes the machine up, unlocks it and types. */
export function back(): Act {
  return act('auto-away', 'somebody is back', (world) => Promise.resolve(comeBack(world)))
}

/** The same before the user does something in Casper. */
export function comeBack({ machine, wish, wished }: World): void {
  const { absence } = wished()
  if (!isAbsent(absence)) return
  wish({ absence: { ...absence, idle: false, locked: false, asleep: false } })
  if (absence.asleep) machine.resume(long)
  if (absence.locked) machine.unlock()
  else machine.type()
}
