// Newer versions, as the shell has them: looked for while the settings and the organisation let it.
import type { HostInfo } from '../../shared/model'
import { appError } from '../../shared/errors'
import type { AppError } from '../../shared/result'
import { describeError, type Log } from '../core/log'
import type { Modules } from './modules'
import type { ShellPart } from './shell'
import { following } from './shell'
import type { UpdateLook, UpdateObstacle, Updates } from './updates'
import { readUpdateKey, updateObstacle } from './updates'

/** How this Casper comes by newer versions. */
export interface UpdateWay {
  readonly key: string
  readonly obstacle: UpdateObstacle | undefined
  /** The same, as the windows are told it. */
  readonly shown: Pick<HostInfo, 'updates'>
}

/** Finds out. Whatever keeps it from reading its own package leaves it without a key. */
export async function updateWay(
  app: Pick<Modules['app'], 'getAppPath' | 'isPackaged'>,
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  log: Log,
): Promise<UpdateWay> {
  const noKey = (thrown: unknown): string => {
    log.warn('no key for updates was found', { error: describeError(thrown) })
    return ''
  }
  const key = app.isPackaged ? await readUpdateKey(app.getAppPath()).catch(noKey) : ''
  const obstacle = updateObstacle(platform, env, app.isPackaged, key)
  return { key, obstacle, shown: shownAs(obstacle) }
}

/** Builds the part: it looks at once when that is switched on, and tells what it found if there is anything to do. */
export function createUpdatePart(updates: Updates, report: (error: AppError) => void): ShellPart {
  const tell = (look: UpdateLook): void => {
    if (look.kind === 'ready') report(appError('update-ready', look.version))
    if (look.kind === 'unsigned') report(appError('update-unsigned'))
  }
  return following(
    ({ settings }) => settings.desktop.updates,
    (wanted) => {
      if (wanted) void updates.look().then(tell)
    },
    updates.close,
  )
}

function shownAs(obstacle: UpdateObstacle | undefined): Pick<HostInfo, 'updates'> {
  if (obstacle === undefined) return { updates: 'casper' }
  return obstacle === 'package-manager' ? { updates: 'system' } : {}
}
