// Free loopback ports for servers that must be told theirs, safe against other test runs on the same machine.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Below the range the kernel gives to outgoing connections, so that none of those can be in the way.
const lowest = 20_000
const span = 12_000

/** Ports that stay this process's own until released. */
export interface ReservedPorts {
  readonly ports: readonly number[]
  release(): void
}

/** Reserves so many ports. @throws where no port is left. */
export async function reservePorts(count: number): Promise<ReservedPorts> {
  const ports: number[] = []
  const start = Math.floor(Math.random() * span)
  for (let step = 0; step < span && ports.length < count; step++) {
    const port = lowest + ((start + step) % span)
    if (!lock(port)) continue
    if (await isFree(port)) ports.push(port)
    else unlock(port)
  }
  const release = () => {
    ports.forEach(unlock)
  }
  if (ports.length < count) {
    release()
    throw new Error('no free loopback port')
  }
  return { ports, release }
}

function lockFile(port: number): string {
  return join(tmpdir(), `casper-port-${String(port)}`)
}

function lock(port: number): boolean {
  try {
    writeFileSync(lockFile(port), String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (ownerLives(port)) return false
    unlock(port)
    return false
  }
}

function unlock(port: number): void {
  rmSync(lockFile(port), { force: true })
}

function ownerLives(port: number): boolean {
  try {
    process.kill(Number(readFileSync(lockFile(port), 'utf8')), 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => {
      resolve(false)
    })
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(true)
      })
    })
  })
}
