// What the desktop's own system says of whoever sits at it.
import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { systemIdle } from '../../../electron/desktop/power'

function system(state: 'active' | 'locked' = 'active') {
  const monitor = Object.assign(new EventEmitter(), {
    getSystemIdleTime: () => 42,
    getSystemIdleState: () => state,
    isOnBatteryPower: () => true,
  })
  const idle = systemIdle(monitor)
  const heard: string[] = []
  const stop = idle.watch((news) => heard.push(news))
  return { monitor, idle, heard, stop }
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

test('sleep and its end are told, until nobody listens', () => {
  const { monitor, heard, stop } = system()
  monitor.emit('suspend')
  monitor.emit('resume')
  stop()
  monitor.emit('suspend')
  expect(heard).toEqual(['suspending', 'resumed'])
})
