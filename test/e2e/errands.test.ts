// What the window is asked to show from outside: links, notifications, the tray. It shows; nothing of it is sent.
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandName, CommandPayload } from '../../shared/protocol'
import { launchBrowser } from '../support/browser'
import type { TabHost } from '../support/tab'
import { startTabHost } from '../support/tab'
import type { TabVisitor } from '../support/tab-client'
import { visit } from '../support/tab-client'
import { until } from '../support/wait'

describe('an errand', () => {
  let browser: Browser
  let tab: TabHost
  let page: Page
  let outside: TabVisitor

  const ask = <N extends CommandName>(command: N, payload: CommandPayload<N>) =>
    outside.bridge.request(command, payload)
  const lea = () =>
    Object.values(outside.state().contacts['demo'] ?? {}).find(({ name }) => /^Lea/.test(name))!.jid
  const box = () => page.getByRole('textbox', { name: 'Message' })
  const said = () => Object.values(outside.state().chats['demo'] ?? {}).flat()

  beforeAll(async () => {
    ;[browser, tab] = await Promise.all([launchBrowser(), startTabHost()])
    outside = await visit(tab.url)
    await ask('demo.start', { signInInvisible: true })
    await until(
      () =>
        Object.values(outside.state().contacts['demo'] ?? {}).some(({ name }) => /^Lea/.test(name)),
      'Lea',
      10_000,
    )
    // The token was used up; the host wrote the next address.
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto((await readFile(`${tab.dataDir}/url`, 'utf8')).trim())
    await page.getByRole('button', { name: /^Lea/ }).first().waitFor()
  })
  afterAll(async () => {
    await outside.leave()
    await browser.close()
    await tab.close()
    tab.remove()
  })

  test('of a link opens the conversation with its words as a draft', async () => {
    await ask('link.open', { url: `xmpp:${lea()}?message;body=Hello%20Lea` })
    await box().waitFor()
    await until(async () => (await box().inputValue()) === 'Hello Lea', 'the draft')
    await until(() => outside.state().errand === null, 'the end of the errand')
    expect(said()).toEqual([])
  })

  test('of an answer that the gate asks about comes as the question, with the words kept', async () => {
    const chat = { kind: 'chat', account: 'demo', peer: lea() } as const
    await box().fill('')
    await ask('errand.give', { ...chat, draft: 'From a notification', asks: true })
    await page.getByRole('region', { name: 'Before you send' }).waitFor()
    expect(await box().inputValue()).toBe('From a notification')
    expect(said()).toEqual([])
  })

  test('of a link to a stranger opens an empty conversation with them', async () => {
    await ask('link.open', { url: 'im:stranger@example.org?body=Hi' })
    await page.getByLabel('Conversation with stranger@example.org').waitFor()
    expect(await box().inputValue()).toBe('Hi')
    expect(said()).toEqual([])
  })

  test('of a link to a room opens the form, filled in', async () => {
    await ask('link.open', { url: 'xmpp:garden@rooms.example.org?join;password=rose' })
    const form = page.getByRole('dialog', { name: 'Join a room' })
    await form.waitFor()
    expect(await form.getByLabel('Address').inputValue()).toBe('garden@rooms.example.org')
    await form.getByRole('button', { name: 'Cancel' }).click()
    expect(outside.state().rooms['demo'] ?? {}).toEqual({})
  })

  test('of a link to the roster opens the form, filled in, and asks nobody', async () => {
    await ask('link.open', { url: 'xmpp:zoe@example.org?subscribe;name=Zoe' })
    const form = page.getByRole('dialog', { name: 'Add contact' })
    await form.waitFor()
    expect(await form.getByLabel(/^Address/).inputValue()).toBe('zoe@example.org')
    await form.getByRole('button', { name: 'Cancel' }).click()
    const contact = Object.values(outside.state().contacts['demo'] ?? {}).find(
      ({ jid }) => jid === 'zoe@example.org',
    )
    expect(contact).toBeUndefined()
  })

  test('tells which conversation is in front of the user', async () => {
    await page.bringToFront()
    await ask('errand.give', { kind: 'chat', account: 'demo', peer: lea(), draft: '', asks: false })
    await until(() => outside.state().looking?.peer === lea(), 'the look')
    await ask('errand.give', { kind: 'settings' })
    await until(() => outside.state().looking === null, 'nobody looking')
  })
})
