// The desktop entry that starts Casper at login (Desktop Entry Specification, "The Exec key").
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLoginItem, setAutostart } from '../../../electron/desktop/login-item'
import { usualSettings } from '../../../shared/settings'
import { emptySnapshot } from '../../../shared/snapshot'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'casper-login-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const file = () => join(dir, 'autostart', 'org.casper.Casper.desktop')

test.each([
  ['/opt/Casper/casper', '"/opt/Casper/casper"'],
  ['/home/a b/Casper 100%.AppImage', '"/home/a b/Casper 100%%.AppImage"'],
  ['/tmp/$HOME`x`"\\', '"/tmp/\\\\$HOME\\\\`x\\\\`\\\\"\\\\\\\\"'],
])('a program at %s is named so that it is what is started', async (program, expected) => {
  await setAutostart(file(), program, true)
  const lines = readFileSync(file(), 'utf8').split('\n')
  expect(lines).toContain(`Exec=${expected}`)
  // As it is read back: the value's escapes first, then, inside the quotes, as a shell would.
  const value = expected.replaceAll('\\\\', '\\').replaceAll('%%', '%')
  const started = execFileSync('sh', ['-c', `printf %s ${value}`], { encoding: 'utf8' })
  expect(started).toBe(program)
})

test('what was there before goes when it is switched off, and nothing is no fault', async () => {
  await setAutostart(file(), '/opt/Casper/casper', true)
  await setAutostart(file(), '/opt/Casper/casper', false)
  await setAutostart(file(), '/opt/Casper/casper', false)
  expect(() => readFileSync(file())).toThrow()
})

test('in a Flatpak, whose autostart starts nothing, that is said, and nothing is written', () => {
  const reported: string[] = []
  const part = createLoginItem({
    app: { isPackaged: true, setLoginItemSettings: () => undefined },
    platform: 'linux',
    env: { XDG_CONFIG_HOME: dir },
    execPath: '/app/casper/casper',
    inFlatpak: true,
    report: ({ code }) => void reported.push(code),
  })
  const snapshot = (startAtLogin: boolean) =>
    emptySnapshot(
      { kind: 'desktop', secrets: 'memory', version: '0.0.0' },
      { ...usualSettings, desktop: { ...usualSettings.desktop, startAtLogin } },
    )
  for (const wanted of [false, true, false]) part.changed(snapshot(wanted), null, [])
  expect(reported).toEqual(['no-autostart'])
  expect(() => readFileSync(file())).toThrow()
})
