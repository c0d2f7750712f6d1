// Who is let in at the bridge, before any server is asked.
import { expect, test } from 'vitest'
import type { AdmissionOptions } from '../../../electron/bridge/admission'
import { createAdmission } from '../../../electron/bridge/admission'
import { createAttempts } from '../../../electron/bridge/attempts'
import { createLog } from '../../../electron/core/log'

function door(held: () => never | null = () => null) {
  const asked: string[] = []
  const now = () => 0
  const accounts: AdmissionOptions['accounts'] = {
    held,
    lend: () => {
      throw new Error('nobody gets as far')
    },
    remove: () => Promise.reject(new Error('nobody was let in')),
    show: () => undefined,
  }
  const { admit } = createAdmission({
    accounts,
    lists: { read: () => null, write: () => undefined },
    attempts: createAttempts(now),
    undelivered: { keep: () => undefined, take: () => [] },
    reach: (domain) => {
      asked.push(domain)
      return { server: { mode: 'auto' }, trusted: [] }
    },
    notice: () => false,
    mayHide: true,
    grace: 0,
    log: createLog(() => undefined),
    now,
  })
  /** Somebody who is not known tries by SCRAM. */
  const guess = (user = 'alice') => admit({ user, domain: 'localhost', password: null })
  return { guess, asked }
}

const wrong = { condition: 'not-authorized' }

test.each(['elsewhere/alice', 'alice@elsewhere/x', 'alice@elsewhere', ''])(
  'a name such as "%s" leads to no other server',
  async (user) => {
    const { guess, asked } = door()
    expect(await guess(user)).toMatchObject(wrong)
    expect(asked).toEqual([])
  },
)

test('a bug on the way in keeps nobody out afterwards', async () => {
  let broken = true
  const { guess } = door(() => {
    if (broken) throw new Error('a bug')
    return null
  })
  for (let n = 0; n < 40; n += 1) await guess().catch(() => undefined)
  broken = false
  expect(await guess()).toMatchObject(wrong)
})
