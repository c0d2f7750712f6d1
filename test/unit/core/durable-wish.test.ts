// What the disk has of a policy at every moment: hiding before it is sent, showing only once it is confirmed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DurableWish } from '../../../electron/core/durable-wish'
import { createDurableWish } from '../../../electron/core/durable-wish'
import { freshAccount } from '../../../electron/core/fresh-account'
import type { SettingsFile } from '../../../electron/core/settings'
import { openSettings } from '../../../electron/core/settings'
import type { CasperFile } from '../../../electron/core/settings-schema'
import { bareJid } from '../../../shared/jid'
import type { Policy } from '../../../shared/visibility/policy'
import {
  allows,
  invisibleToAll,
  visibleToAll,
  withException,
} from '../../../shared/visibility/policy'

const ann = { jid: 'ann@example.org', groups: [], subscription: 'both' } as const
const aboutAnn = { type: 'jid', value: ann.jid } as const
let dir: string
let settings: SettingsFile
let lasting: DurableWish
const problems: string[] = []

const wish = (): Policy => settings.read().accounts[0]!.policy
const onDisk = (): Policy => {
  const file = JSON.parse(readFileSync(join(dir, 'casper.json'), 'utf8')) as CasperFile
  return file.accounts[0]!.policy
}

/** As an account stores a wish, before anything of it is sent. */
function store(policy: Policy): void {
  settings.update((file) => ({
    ...file,
    accounts: file.accounts.map((one) => ({ ...one, policy })),
  }))
  lasting.stored()
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'casper-wish-'))
  problems.length = 0
  settings = await openSettings(dir, { onProblem: ({ code }) => void problems.push(code) })
  const account = freshAccount('one', bareJid('me@example.org')!, { mode: 'auto' })
  settings.update((file) => ({ ...file, accounts: [account] }))
  lasting = createDurableWish(settings, 'one', wish)
})
afterEach(async () => {
  await settings.close()
  rmSync(dir, { recursive: true, force: true })
})

describe('the disk', () => {
  test('has a wish to hide before anything is sent', () => {
    store(invisibleToAll)
    expect(onDisk()).toEqual(invisibleToAll)
  })

  test('has a wish to be shown once it is confirmed, and not before', () => {
    store(invisibleToAll)
    store(visibleToAll)
    lasting.moved({ phase: 'changing', requested: visibleToAll })
    expect([onDisk().base, wish().base]).toEqual(['invisible', 'visible'])
    lasting.moved({ phase: 'confirmed', requested: visibleToAll })
    expect(onDisk()).toEqual(visibleToAll)
  })

  test.each(['failed', 'offline', 'changing'] as const)(
    'does not have a wish to show one person while it is %s',
    (phase) => {
      store(invisibleToAll)
      const showing = withException(invisibleToAll, aboutAnn, true)
      store(showing)
      lasting.moved({ phase, requested: showing })
      expect(allows(onDisk(), ann)).toBe(false)
      lasting.moved({ phase: 'confirmed', requested: showing })
      expect(allows(onDisk(), ann)).toBe(true)
    },
  )

  test('has what a legacy client of the session hid beyond the wish, until it takes that back', () => {
    store(visibleToAll)
    lasting.moved({ phase: 'changing', requested: invisibleToAll })
    expect(onDisk().base).toBe('invisible')
    lasting.moved({ phase: 'confirmed', requested: visibleToAll })
    expect(onDisk()).toEqual(visibleToAll)
  })

  test('has the wish itself after an end in good order', async () => {
    store(invisibleToAll)
    store(visibleToAll)
    await settings.close()
    expect(onDisk()).toEqual(visibleToAll)
  })

  test('keeps what is newer when an older writing ends late', async () => {
    settings.update((file) => file)
    await new Promise((resolve) => setTimeout(resolve, 260))
    store(invisibleToAll)
    await settings.close()
    expect(onDisk()).toEqual(invisibleToAll)
  })

  test('that takes nothing is spoken of', () => {
    rmSync(dir, { recursive: true, force: true })
    store(invisibleToAll)
    expect(problems).toEqual(['not-saved'])
  })
})
