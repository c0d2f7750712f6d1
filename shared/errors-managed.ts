// The sentences for what the user's organisation decided (shared/managed.ts), and for its file.

type Sentences = readonly [message: string, visibility: string, action: string]

const unchanged = 'Who sees you did not change.'
const closed = 'Nobody can sign in and nothing is sent, so nobody is shown anything.'
const signedOut = 'You are not signed in, so nobody is shown anything.'
const ask = 'Ask whoever looks after this computer.'
const mend = `${ask} Start Casper again when the file is mended.`

/** By code: what happened, what it means for who sees the user, what to do. */
export const managedSentences: Readonly<Record<string, Sentences>> = {
  // The file
  'managed-damaged': [
    'The file with the settings of your organisation makes no sense to Casper.',
    closed,
    mend,
  ],
  'managed-newer': [
    'The file with the settings of your organisation is meant for a newer Casper.',
    closed,
    `${ask} A newer Casper can read it.`,
  ],
  'managed-unreadable': [
    'The file with the settings of your organisation cannot be read.',
    closed,
    mend,
  ],
  'managed-oversized': [
    'The file with the settings of your organisation is bigger than such a file can be.',
    closed,
    mend,
  ],
  'managed-writable': [
    'The file with the settings of your organisation could have been written by anybody.',
    closed,
    `${ask} Only an administrator may be able to write the file and its folder.`,
  ],

  // What it decides
  'managed-visible': [
    'Set by your organisation: nobody may be invisible, nor hide from anybody.',
    unchanged,
    'Sign out if you do not want to be seen.',
  ],
  'managed-hidden': [
    'Set by your organisation: nobody may be invisible, and you are hidden from people.',
    'You stay signed out, so nobody is shown anything until you choose to be seen.',
    'Become visible to be seen by all your contacts, also by those you hide from; then sign in.',
  ],
  'managed-tls': [
    'Set by your organisation: no connection without encryption and a certificate that verifies.',
    signedOut,
    'Choose an encrypted way to connect.',
  ],
  'managed-domain': [
    'Set by your organisation: accounts may not be on this server.',
    signedOut,
    'Use the account that your organisation gave you.',
  ],
  'managed-strategy': ['Set by your organisation: how Casper hides you.', unchanged, ask],
  'managed-bridge': [
    'Set by your organisation: no other program may log in through Casper.',
    unchanged,
    ask,
  ],
  'managed-updates': [
    'Set by your organisation: Casper does not look for newer versions of itself.',
    unchanged,
    ask,
  ],
}
