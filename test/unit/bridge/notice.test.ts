// What a client is told of its invisibility that it cannot know by itself.
import { expect, test } from 'vitest'
import { createNotice } from '../../../electron/bridge/notice'
import { appError } from '../../../shared/errors'
import type { FullJid } from '../../../shared/jid'
import type { AppError } from '../../../shared/result'

function noticed(wanted: boolean) {
  const told: string[] = []
  const errors: string[] = []
  const notice = createNotice(wanted, (stanza) => {
    if (stanza.name === 'message') told.push(stanza.getChildText('body') ?? '')
    else errors.push(stanza.toString())
  })
  notice.begin('me@shire.example/old' as FullJid)
  const look = (hidden: boolean, failure: AppError | null = null, settled = true) =>
    notice.look({ hidden: () => hidden, settled: () => settled, failure: () => failure })
  return { told, errors, look }
}

test('that it is hidden, once, when that is confirmed and if it is wished', () => {
  const { told, look } = noticed(true)
  look(true, null, false)
  expect(told).toEqual([])
  look(true)
  look(false)
  look(true)
  expect(told).toEqual([expect.stringMatching(/^You are invisible: your server confirmed it/)])
})

test('nothing of that where it is not wished', () => {
  const { told, look } = noticed(false)
  look(true)
  expect(told).toEqual([])
})

test('that it could not be hidden, and anew after it could', () => {
  const { told, look } = noticed(true)
  const failure = appError('strategy-unsupported')
  look(false, failure)
  look(false, failure)
  expect(told).toHaveLength(1)
  expect(told[0]).toContain(failure.visibility)
  look(true)
  look(false, failure)
  expect(told.filter((text) => text.includes(failure.visibility))).toHaveLength(2)
})

test('where messages are not wished that is an error to its presence', () => {
  const { told, errors, look } = noticed(false)
  const failure = appError('strategy-unsupported')
  look(false, failure)
  expect(told).toEqual([])
  expect(errors).toHaveLength(1)
  expect(errors[0]).toMatch(/^<presence type="error" from="me@shire.example"/)
  expect(errors[0]).toContain(failure.visibility)
})
