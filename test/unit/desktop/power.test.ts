// What the desktop's own system says of whoever sits at it.
import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { PowerMonitor } from '../../../electron/desktop/power'
import { systemIdle } from '../../../electron/desktop/power'

type State = ReturnType<PowerMonitor['getSystemIdleState']>

function system(first: State = 'active') {
  let state = first
  const monitor = Object.assign(new EventEmitter(), {
    getSystemIdleTime: () => 42,
    getSystemIdleState: () => state,
    isOnBatteryPower: () => true,
  })
  const idle = systemIdle(monitor)
  const heard: string[] = []
  const stop = idle.watch((news) => heard.push(news))
  /** Whether it is found locked in each of so many readings, while the system says that when asked. */
  const readings = (said: State, count = 1) => {
    state = said
    return Array.from({ length: count }, () => idle.read()?.locked)
  }
  return { monitor, idle, heard, stop, readings }
}

test('idle seconds and power are the system’s', () => {
  expect(system().idle.read()).toEqual({ idle: 42_000, locked: false, onBattery: true })
})

test('a lock is known at once where the system says so, and by asking where it does not', () => {
  const { monitor, idle, heard } = system()
  monitor.emit('lock-screen')
  expect([idle.read()?.locked, heard]).toEqual([true, ['read']])
  monitor.emit('unlock-screen')
  expect([idle.read()?.locked, heard]).toEqual([false, ['read', 'read']])
  expect(system('locked').idle.read()?.locked).toBe(true)
})

describe('a lock whose end is not told', () => {
  test('is over once the system, which confirmed it, says so', () => {
    const { monitor, readings } = system()
    monitor.emit('lock-screen')
    expect([...readings('active'), ...readings('locked', 3)]).toEqual([true, true, true, true])
    expect(readings('unknown')).toEqual([true])
    expect(readings('idle')).toEqual([false])
  })

  test('and which the system does not know of when asked, is over once somebody works on and on', () => {
    const { monitor, readings } = system()
    monitor.emit('lock-screen')
    expect(readings('idle', 100)).not.toContain(false)
    expect(readings('active', 19), 'a password that is typed').not.toContain(false)
    expect(readings('idle')).toEqual([true])
    expect(readings('active', 19)).not.toContain(false)
    expect(readings('active', 2)).toEqual([false, false])
  })
})

test('sleep and its end are told, until nobody listens', () => {
  const { monitor, heard, stop } = system()
  monitor.emit('suspend')
  monitor.emit('resume')
  stop()
  monitor.emit('suspend')
  expect(heard).toEqual(['suspending', 'resumed'])
})
