// From a command of a view to its handler: the one place where payloads are checked, and where bugs are caught.
import * as v from 'valibot'
import { appError } from '../../shared/errors'
import {
  commandSchemas,
  type CommandName,
  type CommandPayload,
  type CommandReply,
} from '../../shared/protocol'
import { err, type Result } from '../../shared/result'
import { describeError, type Log } from './log'

/**
 * One function per command. The payload was checked; an expected failure is a failed Result. The view is the listener of
 * whoever asks, if it listens.
 */
export type CommandHandlers = {
  readonly [N in CommandName]: (
    payload: CommandPayload<N>,
    view?: object,
  ) => Promise<Result<CommandReply<N>>> | Result<CommandReply<N>>
}

/** Runs one command that comes from outside. Never rejects. */
export type Dispatch = (
  command: unknown,
  payload: unknown,
  view?: object,
) => Promise<Result<unknown>>

const shownNameLength = 64

/**
 * Builds the dispatch over the handlers.
 * Its own errors: `bad-request` (the detail names the command and the field, never a value) and `internal`.
 */
export function createDispatch(handlers: CommandHandlers, log: Log): Dispatch {
  const run = async <N extends CommandName>(
    command: N,
    payload: unknown,
    view?: object,
  ): Promise<Result<unknown>> => {
    const checked = v.safeParse(commandSchemas[command], payload)
    if (!checked.success) {
      return err(appError('bad-request', `${command}: ${faultOf(checked.issues[0])}`))
    }
    try {
      return await handlers[command](checked.output, view)
    } catch (thrown) {
      log.error('a command failed unexpectedly', {
        command,
        error: describeError(thrown, secretsOf(payload)),
      })
      return err(appError('internal', command))
    }
  }

  return async (command, payload, view) => {
    if (isCommandName(command)) return run(command, payload, view)
    const name = typeof command === 'string' ? command.slice(0, shownNameLength) : typeof command
    return err(appError('bad-request', `unknown command: ${name}`))
  }
}

function isCommandName(command: unknown): command is CommandName {
  return typeof command === 'string' && Object.hasOwn(commandSchemas, command)
}

/** Which field is wrong and what it should be. The schema's own message would quote the value. */
function faultOf(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue) ?? 'payload'
  return issue.expected === null ? `${field} is not valid` : `${field} should be ${issue.expected}`
}

function secretsOf(payload: unknown): string[] {
  if (typeof payload !== 'object' || payload === null || !('password' in payload)) return []
  return typeof payload.password === 'string' ? [payload.password] : []
}
