// A program started by a test: in a process group of its own, and never outliving the test process.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { within } from './wait'

/** A running program. */
export interface Child {
  /** Everything it wrote so far, errors included. */
  log(): string
  /** Whether it has ended. */
  ended(): boolean
  /** Writes a line to its input. */
  write(line: string): void
  /** Ends the whole process group and waits for it; SIGKILL follows where SIGTERM is not heard. */
  end(signal: NodeJS.Signals): Promise<void>
}

/** How to start a program. */
export interface ChildOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Is given each complete line of its output; then the output is not kept in the log. */
  readonly onLine?: (line: string) => void
}

/** Starts a program. The kernel ends it with the test process (PR_SET_PDEATHSIG), even if that is killed. */
export function startChild(
  command: string,
  args: readonly string[],
  { cwd, env, onLine }: ChildOptions,
): Child {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    detached: true,
    stdio: 'pipe',
  })
  const { stdin, stdout, stderr } = child
  let log = ''
  let rest = ''
  const gone = once(child, 'close')
  stdin.on('error', (error) => (log += `${error.message}\n`))
  child.on('error', (error) => (log += `${error.message}\n`))
  stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!onLine) {
      log += text
      return
    }
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(onLine)
  })
  stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  const ended = () => child.exitCode !== null || child.signalCode !== null

  const signalGroup = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined && !ended()) process.kill(-child.pid, signal)
  }
  return {
    log: () => log,
    ended,
    write: (line) => stdin.write(`${line}\n`),
    async end(signal) {
      signalGroup(signal)
      try {
        await within(gone, `${command} to end`, 8000)
      } catch {
        signalGroup('SIGKILL')
        await gone
      }
    },
  }
}
