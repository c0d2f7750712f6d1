// What a legacy client's program says of itself goes with all availability of its session (XEP-0115 s.4): to whoever is
// shown that, and to nobody else. What lies above knows nothing of it.
import type { OwnPresence, ProgramNote } from '../../shared/model'
import { sameProgram } from '../../shared/visibility/state'
import type { Wishing } from './decloak'

/** The note of one session. */
export interface ProgramNotes {
  /** The loop for whoever wishes for the user. */
  readonly under: Wishing
  /** The program said that; it goes with the presence that is wished next. */
  say(program: ProgramNote): void
  /** That presence, with what the program said. */
  upon(presence: OwnPresence): OwnPresence
}

/** Nothing was said. */
export function createProgramNotes(loop: Wishing): ProgramNotes {
  let said: ProgramNote | undefined

  const upon = (presence: OwnPresence): OwnPresence =>
    said ? { ...presence, program: said } : presence

  return {
    under: {
      state: () => {
        const { program, ...presence } = loop.state().presence
        return program ? { ...loop.state(), presence } : loop.state()
      },
      tell: (input) => {
        if (input.type === 'presence-chosen') {
          loop.tell({ ...input, presence: upon(input.presence) })
        } else if (input.type === 'policy-changed') {
          const last = loop.state().presence
          const another = input.presence !== undefined || !sameProgram(last.program, said)
          loop.tell({ ...input, ...(another && { presence: upon(input.presence ?? last) }) })
        } else loop.tell(input)
      },
    },
    say: (program) => {
      said = program
    },
    upon,
  }
}
