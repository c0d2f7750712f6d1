// A display and a session bus of its own for graphical programs: nothing of the user's desktop is touched.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startChild } from '../child'
import { until } from '../wait'

/** A display without a screen (Xvfb), and a session bus. */
export interface Display {
  /** What a program must find in its environment. */
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Starts both. @param folder an existing one, which becomes the programs' home */
export async function startDisplay(folder: string): Promise<Display> {
  const runtime = join(folder, 'run')
  mkdirSync(runtime, { mode: 0o700 })
  let number = ''
  let address = ''
  const size = ['-screen', '0', '1280x800x24', '-nolisten', 'tcp']
  const screen = startChild('Xvfb', ['-displayfd', '1', ...size], {
    cwd: folder,
    onLine: (line) => (number = line),
  })
  const bus = startChild('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    cwd: folder,
    onLine: (line) => (address ||= line),
  })
  const close = async () => {
    await Promise.all([screen.end('SIGTERM'), bus.end('SIGTERM')])
  }
  try {
    await until(() => number !== '' && address !== '', 'a display', 15_000)
  } catch (cause) {
    await close()
    throw new Error(`no display:\n${screen.log()}${bus.log()}`, { cause })
  }
  const own = { DISPLAY: `:${number}`, DBUS_SESSION_BUS_ADDRESS: address, HOME: folder }
  return { env: { ...own, XDG_RUNTIME_DIR: runtime, LC_ALL: 'C.UTF-8' }, close }
}
