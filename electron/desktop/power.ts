// The idle source of the desktop: what the system itself knows. Not every system says that the screen was locked, so that it
// is asked as well; what it says by itself is heard at once.
import type { IdleNews, IdleSource } from '../core/idle-source'

/** The part of Electron's powerMonitor that is used. */
export interface PowerMonitor {
  /** Seconds since the last input. */
  getSystemIdleTime(): number
  getSystemIdleState(threshold: number): 'active' | 'idle' | 'locked' | 'unknown'
  isOnBatteryPower(): boolean
  on(event: 'lock-screen', listener: () => void): unknown
  on(event: 'unlock-screen', listener: () => void): unknown
  on(event: 'suspend', listener: () => void): unknown
  on(event: 'resume', listener: () => void): unknown
}

/** Any number of seconds will do: only whether it is locked is asked. */
const threshold = 60

/** Listens to the system for as long as Casper runs. */
export function systemIdle(monitor: PowerMonitor): IdleSource {
  const listeners = new Set<(news: IdleNews) => void>()
  let locked = false
  const tell = (news: IdleNews): void => {
    for (const listener of listeners) listener(news)
  }
  const lock = (is: boolean) => () => {
    locked = is
    tell('read')
  }
  monitor.on('lock-screen', lock(true))
  monitor.on('unlock-screen', lock(false))
  monitor.on('suspend', () => tell('suspending'))
  monitor.on('resume', () => tell('resumed'))

  return {
    polled: true,
    read: () => ({
      idle: monitor.getSystemIdleTime() * 1000,
      locked: locked || monitor.getSystemIdleState(threshold) === 'locked',
      onBattery: monitor.isOnBatteryPower(),
    }),
    watch: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
