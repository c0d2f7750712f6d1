// Keys as Electron names them (an accelerator), from what the keyboard tells, and in words.

type Pressed = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>

const named: Readonly<Record<string, string>> = {
  Space: 'Space',
  Tab: 'Tab',
  Insert: 'Insert',
  Delete: 'Delete',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
}

/**
 * The accelerator for what is pressed; null for keys that cannot be one: modifiers alone, and plain keys that one
 * types with.
 */
export function acceleratorOf(pressed: Pressed): string | null {
  const { code, ctrlKey, altKey, shiftKey, metaKey } = pressed
  // By what is printed on the key where it is known; Alt may make another sign of it.
  const printed = /^[a-z\d]$/i.exec(pressed.key)?.[0].toUpperCase()
  const place = /^(?:Key|Digit)(\w)$/.exec(code)?.[1] ?? /^F\d{1,2}$/.exec(code)?.[0]
  const key = printed ?? place ?? named[code]
  const free = /^F\d/.test(code)
  if (key === undefined || !(free || ctrlKey || altKey || metaKey)) return null
  const modifiers = [
    ctrlKey ? 'Control' : '',
    metaKey ? 'Super' : '',
    altKey ? 'Alt' : '',
    shiftKey ? 'Shift' : '',
  ]
  return [...modifiers.filter((name) => name !== ''), key].join('+')
}

/** An accelerator as it is written on keys. */
export function keyWords(accelerator: string): string {
  const isMac = navigator.platform.startsWith('Mac')
  const words: Readonly<Record<string, string>> = isMac
    ? { Control: '⌃', Super: '⌘', Alt: '⌥', Shift: '⇧' }
    : { Control: 'Ctrl', Super: 'Super' }
  const parts = accelerator.split('+').map((part) => words[part] ?? part)
  return parts.join(isMac ? ' ' : ' + ')
}
