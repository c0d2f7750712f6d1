// A flag of the installed app: the legacy bridge is on for this run, and whoever started it is told what to enter.
import { bridgeOff } from '../../shared/bridge'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import { whatToEnter } from '../bridge/instructions'
import { isPort, placeOf } from '../bridge/options'
import type { BridgeFlag } from './bridge-keeper'
import type { Core } from './core'

/** A command line, its flags of the bridge taken out. */
export interface BridgeFlags {
  readonly flag: BridgeFlag | undefined
  readonly rest: readonly string[]
}

/**
 * Reads `--bridge [ADDRESS:PORT]` and `--bridge-versionless PORT`, with a space or `=` before the value.
 * The failure is one line for the user.
 */
export function takeBridgeFlags(args: readonly string[]): Result<BridgeFlags, string> {
  const found = new Map<string, string>()
  const rest: string[] = []
  const left = [...args]
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    const [, name, value] = /^--(bridge|bridge-versionless)(?:=(.*))?$/.exec(arg) ?? []
    const hasNext = left[0] !== undefined && !left[0].startsWith('-')
    if (name === undefined) rest.push(arg)
    else found.set(name, value ?? (hasNext ? (left.shift() ?? '') : ''))
  }
  const listen = found.get('bridge')
  const versionless = found.get('bridge-versionless')
  if (listen === undefined) {
    if (versionless === undefined) return ok({ flag: undefined, rest })
    return err('--bridge-versionless is of use beside --bridge alone.')
  }
  const place = placeOf(listen)
  if (!place) {
    return err(`--bridge listens on 127.0.0.1:PORT or [::1]:PORT alone, not on ${listen}.`)
  }
  if (versionless !== undefined && !isPort(versionless)) {
    return err(`--bridge-versionless needs a port, not ${versionless || 'nothing'}.`)
  }
  const versionlessPort = versionless === undefined ? null : Number(versionless)
  return ok({ flag: { ...place, versionlessPort }, rest })
}

/** What to tell whoever started Casper with the flag: what to enter in a client, or why there is no bridge. */
export function bridgeNews(core: Pick<Core, 'attach'>): string {
  let view = bridgeOff
  let tls = false
  core.attach((update) => {
    if (update.kind !== 'snapshot') return
    view = update.snapshot.bridge
    tls = update.snapshot.settings.bridge.tls
  })()
  if (!view.error) return whatToEnter(view, { tls, inApp: true })
  const { message, action, detail } = view.error
  return `${message} ${action}${detail === undefined ? '' : ` (${detail})`}\n`
}
