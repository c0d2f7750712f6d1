// The idle source of the desktop: what the system itself knows. Not every system says that the screen was locked, so that it
// is asked as well; what it says by itself is heard at once.
import type { PowerMonitor as ElectronPowerMonitor } from 'electron'
import type { IdleNews, IdleSource } from '../core/idle-source'

/** The part of Electron's powerMonitor that is used. */
export interface PowerMonitor extends Pick<
  ElectronPowerMonitor,
  'getSystemIdleState' | 'getSystemIdleTime' | 'isOnBatteryPower'
> {
  on(event: 'lock-screen', listener: () => void): unknown
  on(event: 'unlock-screen', listener: () => void): unknown
  on(event: 'suspend', listener: () => void): unknown
  on(event: 'resume', listener: () => void): unknown
}

/** Whoever typed or clicked within so many seconds is at work. */
const threshold = 10
/** In so many readings one after the other somebody must be at work before a lock that was told counts as over. */
const convincing = 20

/** A lock that the system told of. */
interface Lock {
  /** Whether the system said the same when it was asked. */
  readonly confirmed: boolean
  /** In how many readings up to the last one somebody was at work. */
  readonly atWork: number
}

/** Listens to the system for as long as Casper runs. */
export function systemIdle(monitor: PowerMonitor): IdleSource {
  const listeners = new Set<(news: IdleNews) => void>()
  let lock: Lock | null = null
  const tell = (news: IdleNews): void => {
    for (const listener of listeners) listener(news)
  }
  monitor.on('lock-screen', () => {
    lock = { confirmed: false, atWork: 0 }
    tell('read')
  })
  monitor.on('unlock-screen', () => {
    lock = null
    tell('read')
  })
  monitor.on('suspend', () => tell('suspending'))
  monitor.on('resume', () => tell('resumed'))

  return {
    polled: true,
    read: () => {
      const state = monitor.getSystemIdleState(threshold)
      lock = lock && still(lock, state)
      return {
        // In seconds.
        idle: monitor.getSystemIdleTime() * 1000,
        locked: lock !== null || state === 'locked',
        onBattery: monitor.isOnBatteryPower(),
      }
    },
    watch: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

// Its end may not be told, so that whoever has confirmed it is asked. A system that knows nothing of it when asked calls a
// locked screen that is touched "active" as well: there only going on for a while proves that it was unlocked.
function still(lock: Lock, state: ReturnType<PowerMonitor['getSystemIdleState']>): Lock | null {
  if (state === 'locked') return { confirmed: true, atWork: 0 }
  if (lock.confirmed && state !== 'unknown') return null
  const atWork = state === 'active' ? lock.atWork + 1 : 0
  return atWork < convincing ? { ...lock, atWork } : null
}
