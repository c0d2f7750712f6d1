// Every failure a person can meet, in three sentences: what happened, what it means for who sees them, what to do.
// Codes are RFC 6120 defined conditions (s.4.9.3, s.6.5, s.8.3.3) where one exists.
import { bridgeSentences } from './errors-bridge'
import { roomSentences } from './errors-rooms'
import { consoleSentences } from './console-errors'
import { desktopSentences } from './errors-desktop'
import { gateSentences } from './errors-gate'
import { listSentences } from './errors-lists'
import { managedSentences } from './errors-managed'
import { observerSentences } from './errors-observer'
import { profileSentences } from './errors-profiles'
import type { AppError } from './result'

type Sentences = readonly [message: string, visibility: string, action: string]

const signedOut = 'You are not signed in, so nobody is shown anything.'
const unseen = 'You stay unavailable: nobody is shown anything new.'
const unchanged = 'Who sees you did not change.'
const retrying = 'Casper tries again by itself and hides you before it shows anything.'

const sentences: Readonly<Record<string, Sentences>> = {
  ...bridgeSentences,
  ...consoleSentences,
  ...desktopSentences,
  ...gateSentences,
  ...listSentences,
  ...observerSentences,
  ...managedSentences,
  ...profileSentences,

  // Signing in
  'not-authorized': [
    'The server refused this address and password.',
    signedOut,
    'Check the address and the password, then sign in again.',
  ],
  'account-disabled': [
    'The server says that this account is disabled.',
    signedOut,
    'Ask whoever runs the server.',
  ],
  'auth-failed': [
    'The server refused the sign-in.',
    signedOut,
    'Check the address and the password, or ask whoever runs the server.',
  ],
  'temporary-auth-failure': [
    'The server cannot check passwords at the moment.',
    signedOut,
    retrying,
  ],
  'no-mechanism': [
    'The server and Casper have no safe way of signing in in common.',
    signedOut,
    'Ask whoever runs the server to offer SCRAM over an encrypted connection.',
  ],
  'no-password': [
    'The password of this account is not stored.',
    signedOut,
    'Enter the password to sign in.',
  ],
  'server-signature': [
    'The server could not prove that it knows your account; it may be somebody else.',
    signedOut,
    'Do not enter the password again on this network; try later from another one.',
  ],
  certificate: [
    'The certificate of the server could not be trusted.',
    signedOut,
    'Look at the certificate. Trust it only if you know that it is the right one.',
  ],
  'tls-required': [
    'The server offers no encryption, and Casper sends no password without it.',
    signedOut,
    'Ask whoever runs the server, or choose another way to connect.',
  ],
  'remote-server-not-found': [
    'No server was found for this address.',
    signedOut,
    'Check the part after the @, or enter the host by hand.',
  ],
  'host-unknown': [
    'The server that answered does not serve this address.',
    signedOut,
    'Check the part after the @, or the host that you entered.',
  ],
  'connection-refused': ['The server does not accept connections.', signedOut, retrying],
  'connection-timeout': ['The server did not answer in time.', signedOut, retrying],
  'connection-lost': [
    'The connection was lost.',
    'Until it is back, the server decides what your contacts are shown; what they may be shown is unchanged.',
    retrying,
  ],
  'internal-server-error': ['Something went wrong on the server.', signedOut, retrying],
  'resource-constraint': ['The server has too much to do at the moment.', signedOut, retrying],
  'system-shutdown': ['The server is restarting.', signedOut, retrying],
  conflict: [
    'The same session was opened elsewhere, and the server closed this one.',
    signedOut,
    'Sign in again if that was not you, and change the password.',
  ],
  'policy-violation': [
    'The server ended the connection for breaking one of its rules.',
    signedOut,
    'Ask whoever runs the server.',
  ],
  'malformed-xml': [
    'The server sent something that is not XMPP, and the connection was closed.',
    signedOut,
    retrying,
  ],
  oversized: [
    'The server sent more at once than Casper accepts, and the connection was closed.',
    signedOut,
    retrying,
  ],

  // Visibility
  'command-refused': [
    'The server refused the invisible command.',
    unseen,
    'Try again, or choose another way to hide.',
  ],
  'strategy-unsupported': [
    'This server cannot hide you in the way that you chose.',
    unseen,
    'Choose another way to hide, or let Casper choose.',
  ],
  'server-silent': [
    'The server did not answer a question that hiding depends on.',
    unseen,
    'Try again, or sign out and in.',
  ],

  ...roomSentences,

  // Everyday
  'item-not-found': [
    'The server does not have what was asked for.',
    unchanged,
    'Try again; the view may be old.',
  ],
  'undefined-condition': [
    'The server gave an answer that makes no sense.',
    unchanged,
    'Try again; if it happens again, tell whoever runs the server.',
  ],
  'many-requests': [
    'Very many people ask to see you; the newest 200 of them are shown.',
    'Nobody is shown anything unless you accept.',
    'Answer those that are shown; the server repeats the others when you sign in again.',
  ],
  'contact-self': ['This is your own address.', unchanged, 'Enter the address of somebody else.'],
  'contact-gone': [
    'This contact is not on your list any more.',
    unchanged,
    'Look again; another device of yours may have removed them.',
  ],
  'contact-refused': [
    'The server refused this contact.',
    unchanged,
    'Check the address; shorten the name or the names of the groups.',
  ],
  'blocking-unsupported': [
    'This server has no block list.',
    unchanged,
    'Hide from this contact instead, or remove them.',
  ],
  'blocking-refused': [
    'The server refuses to block this address.',
    unchanged,
    'Hide from this contact instead, or remove them.',
  ],
  'blocking-gone': [
    'The server does not have this address on its block list.',
    unchanged,
    'Look again; another device of yours may have changed it.',
  ],
  'negative-priority': [
    'With a priority below zero the server keeps messages from this device.',
    unchanged,
    'Choose a priority of zero or more: hidden or not, you get what is written to you.',
  ],
  offline: ['You are not signed in.', signedOut, 'Sign in first.'],
  timeout: ['The server did not answer in time.', unchanged, 'Try again.'],
  'invalid-jid': [
    'This is not an XMPP address.',
    unchanged,
    'An address looks like name@example.org.',
  ],
  'account-exists': [
    'This account was already added.',
    unchanged,
    'Choose it in the list of accounts.',
  ],
  'not-found': ['That is not there any more.', unchanged, 'Look again; the view may be old.'],
  'bad-request': [
    'Casper was asked for something it does not understand.',
    unchanged,
    'Try again.',
  ],
  internal: [
    'Something in Casper went wrong.',
    unchanged,
    'Try again; if it happens again, please report it.',
  ],
  'lost-host': [
    'Casper itself cannot be reached.',
    'It may still be running and keeps hiding whom it hid.',
    'Start Casper again if this does not go away.',
  ],
  'damaged-file': [
    'A file of Casper could not be read and was set aside.',
    'Accounts and rules that were in it are not in use: nobody is signed in by it.',
    'Restore the file from a copy, or set Casper up again; the damaged file was kept.',
  ],
  'newer-file': [
    'A file was written by a newer Casper and is left as it is.',
    'Accounts and rules that are in it are not in use.',
    'Update Casper. What is changed now is not kept.',
  ],
  'not-saved': [
    'A file of Casper could not be written.',
    'What you changed holds until Casper is closed, and is forgotten then.',
    'Make room on the disk or check who may write there, then change it again.',
  ],
  'no-keyring': [
    'No system keyring was found.',
    unchanged,
    'The password is kept until Casper is closed; enter it again next time.',
  ],
}

const fallback: Sentences = ['The server refused.', unchanged, 'Try again, or look at the details.']

/**
 * Builds a failure from its code. A code without sentences of its own gets general ones and shows itself as detail.
 * @param detail the protocol's own words, if any; never a secret
 */
export function appError(code: string, detail?: string): AppError {
  const known = Object.hasOwn(sentences, code) ? sentences[code] : undefined
  const [message, visibility, action] = known ?? fallback
  const words = detail ?? (known ? undefined : code)
  return { code, message, visibility, action, ...(words === undefined ? {} : { detail: words }) }
}
