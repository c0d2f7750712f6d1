// The sentences of the desktop shell: keys, links, starting at login.

type Sentences = readonly [message: string, visibility: string, action: string]

const unchanged = 'Who sees you did not change.'
const settings = 'Settings, Desktop'

/** By code: what happened, what it means for who sees the user, what to do. */
export const desktopSentences: Readonly<Record<string, Sentences>> = {
  'panic-key-taken': [
    'Another program, or the system, has the keys that were to make you invisible.',
    'Pressing them does not hide you.',
    `Choose other keys: ${settings}.`,
  ],
  'panic-key-unknown': [
    'The keys that were to make you invisible are no keys that this system knows.',
    'Pressing them does not hide you.',
    `Choose other keys: ${settings}.`,
  ],
  'panic-key-untried': [
    'On this desktop (Wayland) the system may keep these keys from Casper without a word.',
    'Whether pressing them hides you is not known yet.',
    'Press them once, and see whether you are invisible.',
  ],
  'no-autostart': [
    'Casper could not have itself started, or no longer started, at login.',
    unchanged,
    'Add or remove Casper in the settings of the system.',
  ],
  'update-ready': [
    'A newer Casper is here, and its signature is right.',
    unchanged,
    'It is installed when you quit Casper.',
  ],
  'update-unsigned': [
    'A newer Casper was offered whose signature is not right; it was not taken.',
    unchanged,
    'If that goes on, look for the newer version where you got this one.',
  ],
  'bad-link': [
    'This link names nobody whom Casper could show.',
    'Nothing was sent.',
    'Ask for the address, which looks like name@example.org.',
  ],
}
