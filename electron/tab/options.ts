// The command line of the tab host.
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { err, ok, type Result } from '../../shared/result'
import { takeBridgeFlags } from '../core/bridge-flag'
import type { BridgeFlag } from '../core/bridge-keeper'
import { defaultDataDir } from './data-dir'

/** What the command line asked for. */
export interface ServeOptions {
  /** 0 for any free port. */
  readonly port: number
  readonly dataDir: string
  /** Whether to open the browser. */
  readonly open: boolean
  /** Whether to open in the demo. */
  readonly demo: boolean
  /** The legacy bridge, for this run; undefined: as in the settings. */
  readonly bridge: BridgeFlag | undefined
}

/** How to call it. */
const usage =
  'Usage: casper [--port NUMBER] [--data-dir FOLDER] [--no-open] [--demo] ' +
  '[--bridge [ADDRESS:PORT]] [--bridge-versionless PORT]'

/** Reads the arguments after the program's name. The failure is one line for the user. */
export function parseOptions(args: readonly string[]): Result<ServeOptions, string> {
  const flags = takeBridgeFlags(args)
  if (!flags.ok) return err(`${flags.error} ${usage}`)
  const { flag: bridge, rest } = flags.value
  try {
    const { values } = parseArgs({
      args: [...rest],
      options: {
        port: { type: 'string', default: '0' },
        'data-dir': { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        demo: { type: 'boolean', default: false },
      },
    })
    if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
      return err(`${values.port} is not a port. ${usage}`)
    }
    const { platform, env } = process
    const dataDir = resolve(
      values['data-dir'] ?? defaultDataDir({ platform, env, home: homedir() }),
    )
    const { port, demo, 'no-open': closed } = values
    return ok({ port: Number(port), dataDir, open: !closed, demo, bridge })
  } catch (thrown) {
    return err(`${thrown instanceof Error ? thrown.message : String(thrown)} ${usage}`)
  }
}
