// What the disk has of a policy at every moment: hiding before it is sent, showing only once it is confirmed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DurableWish } from '../../../electron/core/durable-wish'
import { createDurableWish } from '../../../electron/core/durable-wish'
import { freshAccount } from '../../../electron/core/fresh-account'
import type { SettingsFile } from '../../../electron/core/settings'
import { openSettings } from '../../../electron/core/settings'
import type { CasperFile, StoredAccount } from '../../../electron/core/settings-schema'
import type { AwayView } from '../../../shared/away/auto-away'
import { bareJid } from '../../../shared/jid'
import type { VisibilityView } from '../../../shared/model'
import type { Policy } from '../../../shared/visibility/policy'
import {
  allows,
  invisibleToAll,
  visibleToAll,
  withBase,
  withException,
} from '../../../shared/visibility/policy'

const ann = { jid: 'ann@example.org', groups: [], subscription: 'both' } as const
const aboutAnn = { type: 'jid', value: ann.jid } as const
let dir: string
let settings: SettingsFile
let lasting: DurableWish
const problems: string[] = []

const wish = (): Policy => settings.read().accounts[0]!.policy
const written = (): StoredAccount => {
  const file = JSON.parse(readFileSync(join(dir, 'casper.json'), 'utf8')) as CasperFile
  return file.accounts[0]!
}
const onDisk = (): Policy => written().policy

/** As an account stores a wish, before anything of it is sent. */
function store(policy: Policy): void {
  settings.update((file) => ({
    ...file,
    accounts: file.accounts.map((one) => ({ ...one, policy })),
  }))
  lasting.stored()
}

/** The engine was told that policy; under an absence, if there is one, that is wished. */
function moved(
  phase: VisibilityView['phase'],
  requested: Policy,
  away: AwayView | null = null,
  under = away ? wish() : requested,
): void {
  lasting.moved({ visibility: { phase, requested }, away }, under)
}

function begin(mayHide = true): void {
  lasting = createDurableWish(settings, settings.read().accounts[0]!, mayHide)
}

/** Killed at this moment, and started again. */
async function killed(mayHide = true): Promise<void> {
  const left = readFileSync(join(dir, 'casper.json'))
  await settings.close()
  writeFileSync(join(dir, 'casper.json'), left)
  settings = await openSettings(dir, { onProblem: ({ code }) => void problems.push(code) })
  begin(mayHide)
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'casper-wish-'))
  problems.length = 0
  settings = await openSettings(dir, { onProblem: ({ code }) => void problems.push(code) })
  const account = freshAccount('one', bareJid('me@example.org')!, { mode: 'auto' })
  settings.update((file) => ({ ...file, accounts: [account] }))
  begin()
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
    moved('changing', visibleToAll)
    expect([onDisk().base, wish().base]).toEqual(['invisible', 'visible'])
    moved('confirmed', visibleToAll)
    expect(onDisk()).toEqual(visibleToAll)
  })

  test.each(['failed', 'offline', 'changing'] as const)(
    'does not have a wish to show one person while it is %s',
    (phase) => {
      store(invisibleToAll)
      const showing = withException(invisibleToAll, aboutAnn, true)
      store(showing)
      moved(phase, showing)
      expect(allows(onDisk(), ann)).toBe(false)
      moved('confirmed', showing)
      expect(allows(onDisk(), ann)).toBe(true)
    },
  )

  test('has what a legacy client of the session hid beyond the wish, until it takes that back', () => {
    store(visibleToAll)
    moved('changing', invisibleToAll)
    expect(onDisk().base).toBe('invisible')
    moved('confirmed', visibleToAll)
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

describe('of who is hidden because nobody is there, the disk', () => {
  const own = withException(visibleToAll, aboutAnn, false)
  const covered = withBase(own, 'invisible')
  const locked: AwayView = { show: 'xa', hidden: true, why: 'locked', since: 7 }
  const autoHidden = { own, show: 'xa', why: 'locked', since: 7 }
  const hide = (): void => {
    store(own)
    moved('confirmed', own)
    moved('changing', covered, locked)
  }

  test('has both policies before anything is sent, until the return is confirmed', () => {
    hide()
    expect(written()).toMatchObject({ policy: covered, autoHidden })
    moved('confirmed', covered, locked)
    moved('changing', own)
    expect(written()).toMatchObject({ policy: covered, autoHidden })
    moved('confirmed', own)
    expect(written()).toMatchObject({ policy: own, autoHidden: null })
  })

  test('gives both back after a kill, and has them still after the next', async () => {
    hide()
    for (let round = 0; round < 2; round += 1) {
      await killed()
      expect(wish()).toEqual(own)
      expect(lasting.presumed).toMatchObject({ show: 'xa', hidden: true, why: 'locked', since: 7 })
      settings.update((file) => file, 'now')
      expect(written()).toMatchObject({ policy: covered, autoHidden })
    }
    await settings.close()
    expect(written()).toMatchObject({ policy: own, autoHidden: null })
  })

  test('gives nothing back that was wished, and not confirmed, when they were hidden', async () => {
    store(invisibleToAll)
    moved('confirmed', invisibleToAll)
    store(visibleToAll)
    moved('changing', visibleToAll)
    moved('changing', invisibleToAll, locked)
    await killed()
    expect(wish()).toEqual(invisibleToAll)
  })

  test('has no policy that would come back while the user’s own act hides', async () => {
    hide()
    store(withBase(own, 'invisible'))
    moved('changing', wish())
    await killed()
    expect(wish().base).toBe('invisible')
  })

  test('keeps them hidden where an organisation has forbidden to hide meanwhile', async () => {
    hide()
    await killed(false)
    expect(lasting.presumed).toBeNull()
    expect(wish()).toEqual(covered)
  })
})
