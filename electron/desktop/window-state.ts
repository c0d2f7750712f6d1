// Where the window was, kept in window.json.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Rectangle } from 'electron'
import * as v from 'valibot'
import { writeFileAtomicSync } from '../store/atomic-file'

const pixels = v.pipe(v.number(), v.integer())

const windowStateSchema = v.strictObject({
  x: v.exactOptional(pixels),
  y: v.exactOptional(pixels),
  width: v.pipe(pixels, v.minValue(200)),
  height: v.pipe(pixels, v.minValue(200)),
  maximized: v.boolean(),
})

/** Size and place in pixels of the screen; without a place the system chooses. */
export type WindowState = v.InferOutput<typeof windowStateSchema>

/** The state of a first start. */
export const firstState: WindowState = { width: 1000, height: 720, maximized: false }

/** What was saved last, or the state of a first start. Never rejects: nothing hangs on it. */
export async function readWindowState(dataDir: string): Promise<WindowState> {
  try {
    const text = await readFile(join(dataDir, 'window.json'), 'utf8')
    return v.parse(windowStateSchema, JSON.parse(text))
  } catch {
    return firstState
  }
}

/** Saves the state before it returns: the app may be about to end. Throws the file system's error. */
export function writeWindowState(dataDir: string, state: WindowState): void {
  writeFileAtomicSync(join(dataDir, 'window.json'), JSON.stringify(state))
}

/** The state with its place only if enough of the window would be on one of the screens. */
export function onScreen(state: WindowState, screens: readonly Rectangle[]): WindowState {
  const { x, y, width, height, maximized } = state
  const reachable = screens.some(
    (screen) =>
      x !== undefined &&
      y !== undefined &&
      x + width > screen.x + 80 &&
      x < screen.x + screen.width - 80 &&
      y >= screen.y &&
      y < screen.y + screen.height - 40,
  )
  return reachable ? state : { width, height, maximized }
}
