// What the tray and the menu of a text field offer, and that the tray claims only what is confirmed.
import { describe, expect, test } from 'vitest'
import { contextTemplate, serveContextMenu } from '../../../electron/desktop/context-menu'
import { menuTemplate } from '../../../electron/desktop/menu'
import { trayTemplate } from '../../../electron/desktop/tray'
import { trayMood, trayWords } from '../../../electron/desktop/tray-words'
import { asSpecified } from '../../../shared/privacy/evaluate'
import { ok } from '../../../shared/result'
import type { BareJid } from '../../../shared/jid'
import type { AccountView, VisibilityView } from '../../../shared/model'
import { invisibleToAll } from '../../../shared/visibility/policy'
import { createElectronDouble } from '../../contract/electron-double'
import { clickItem, itemOf, type Template } from '../../contract/menu-double'
import { ContentsDouble } from '../../contract/window-double'
import { accountOf } from '../../support/account-view'

const offline = accountOf('one')
const online = (visibility: Partial<VisibilityView>): AccountView => ({
  ...offline,
  connection: { state: 'online', since: 0, resumed: false },
  visibility: { ...offline.visibility, ...visibility },
})
const hidden = { requested: invisibleToAll, exposure: { kind: 'nobody' }, seenBy: 0 } as const
const shown = {
  exposure: { kind: 'available', items: [], reading: asSpecified },
  seenBy: 2,
} as const

describe('the words of the tray', () => {
  test.each<[AccountView, string]>([
    [offline, 'Signed out: nobody sees you'],
    [online({ ...hidden, phase: 'confirmed' }), 'Invisible: nobody sees you'],
    [
      online({ ...hidden, phase: 'changing', ...shown, requested: invisibleToAll }),
      'Going invisible, not confirmed: 2 contacts see you',
    ],
    [online({ ...shown, phase: 'confirmed' }), 'Visible: 2 contacts see you'],
    [online({ ...shown, phase: 'failed', seenBy: 1 }), 'Not changed: 1 contact sees you'],
    [
      online({ ...hidden, phase: 'confirmed', exposure: { kind: 'unknown' } }),
      'Not known who sees you',
    ],
  ])('%#: %s', (account, words) => {
    expect(trayWords(account)).toBe(words)
  })

  test('its picture is hidden only where every account that is online is confirmed to be', () => {
    const confirmed = online({ ...hidden, phase: 'confirmed' })
    expect(trayMood([offline])).toBe('offline')
    expect(trayMood([offline, confirmed])).toBe('hidden')
    expect(trayMood([confirmed, online({ ...hidden, phase: 'changing' })])).toBe('visible')
    expect(trayMood([confirmed, online({ ...shown, phase: 'confirmed' })])).toBe('visible')
    const unknown = online({ ...hidden, phase: 'confirmed', exposure: { kind: 'unknown' } })
    expect(trayMood([confirmed, unknown])).toBe('visible')
  })
})

describe('the menu of the tray', () => {
  const menuActs = { settings: () => undefined, hideEverywhere: () => undefined }
  const acts = {
    ask: () => Promise.resolve(ok(null)),
    show: () => undefined,
    hideEverywhere: () => undefined,
    quit: () => undefined,
  }

  test('of several accounts has one menu for each, and one wish for all', () => {
    const other = { ...offline, id: 'two', jid: 'a&b@example.org' as BareJid }
    const menu = trayTemplate(
      () => ({ accounts: { one: offline, two: other }, managed: null }),
      acts,
    )
    expect(menu.flatMap(({ label }) => label ?? [])).toEqual([
      'Show Casper',
      'me@shire.example',
      'a&&b@example.org',
      'Go invisible everywhere',
      'Quit Casper',
    ])
  })

  test('offers nobody to hide where an organisation forbids it, and says who does', () => {
    const managed = {
      path: '/etc/casper/policy.json',
      policy: { version: 1, organisation: 'Ashgrove School', forbidInvisible: true },
      problem: null,
    } as const
    const one = trayTemplate(() => ({ accounts: { one: offline }, managed }), acts)
    expect(one.find(({ label }) => label === 'Invisible')?.enabled).toBe(false)
    expect(one.map(({ label }) => label)).toContain('Set by Ashgrove School')
    const two = trayTemplate(() => ({ accounts: { one: offline, two: offline }, managed }), acts)
    expect(two.find(({ label }) => label === 'Go invisible everywhere')?.enabled).toBe(false)
    const menu = menuTemplate('linux', { ...menuActs, mayHide: false })
    expect(JSON.stringify(menu)).toContain('"Go invisible everywhere","enabled":false')
  })
})

describe('the menu of the window', () => {
  const menuOn = (platform: NodeJS.Platform) =>
    menuTemplate(platform, {
      settings: () => undefined,
      hideEverywhere: () => undefined,
      mayHide: true,
    })
  const rolesOf = (menu: Template): string[] =>
    menu.flatMap(({ role, submenu }) => [
      ...(role ? [role] : []),
      ...(Array.isArray(submenu) ? rolesOf(submenu) : []),
    ])

  test('on macOS is that of an app there, with its keys', () => {
    const roles = ['about', 'services', 'hide', 'hideOthers', 'unhide', 'quit']
    expect(rolesOf(menuOn('darwin'))).toEqual(expect.arrayContaining(roles))
    expect(itemOf(menuOn('darwin'), 'Settings…').accelerator).toBe('CommandOrControl+,')
  })

  test.each(['linux', 'win32'] as const)('on %s closes the window, and quits', (platform) => {
    const roles = rolesOf(menuOn(platform))
    expect(roles.slice(0, 2)).toEqual(['close', 'quit'])
    expect(roles).not.toContain('services')
  })

  test.each(['linux', 'win32', 'darwin'] as const)(
    'on %s has what is done with text and windows',
    (platform) => {
      const roles = ['editMenu', 'windowMenu', 'zoomIn', 'togglefullscreen']
      expect(rolesOf(menuOn(platform))).toEqual(expect.arrayContaining(roles))
    },
  )
})

describe('the menu of a text field', () => {
  const nothing = { canCut: false, canCopy: false, canPaste: true, canSelectAll: true }
  const place = {
    isEditable: true,
    selectionText: '',
    misspelledWord: 'teh',
    dictionarySuggestions: ['the', 'tech', 'eh', 'ten', 'tea', 'tee'],
    editFlags: nothing as Parameters<typeof contextTemplate>[0]['editFlags'],
  }

  test('offers how a word may have been meant, five at most', () => {
    const chosen: string[] = []
    const menu = contextTemplate(place, (word) => void chosen.push(word))
    const suggestions = menu.filter(({ label }) => label !== undefined)
    expect(suggestions.map(({ label }) => label)).toEqual(['the', 'tech', 'eh', 'ten', 'tea'])
    const click = suggestions[0]?.click as () => void
    click()
    expect(chosen).toEqual(['the'])
  })

  test('comes up where there is something to do, and puts the word in place', () => {
    const { modules, popups } = createElectronDouble({ dataDir: '/nowhere' })
    const contents = new ContentsDouble()
    serveContextMenu(contents, modules.Menu)
    contents.emit('context-menu', {}, { ...place, isEditable: false })
    expect(popups).toEqual([])
    contents.emit('context-menu', {}, place)
    expect(popups).toHaveLength(1)
    clickItem(popups[0]!, 'tech')
    expect(contents.words).toEqual(['tech'])
  })

  test('elsewhere lets a selection be copied, and nothing else', () => {
    const read = { ...place, isEditable: false }
    expect(contextTemplate(read, () => undefined)).toEqual([])
    const selected = contextTemplate({ ...read, selectionText: 'Hello' }, () => undefined)
    expect(selected).toEqual([{ role: 'copy' }])
  })
})
