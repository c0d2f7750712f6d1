// What the XML console refuses, in three sentences each, and nothing of it was sent.

/** Sentences by code: what happened, what it means for who sees the user, what to do. */
export const consoleSentences = {
  'console-malformed': [
    'This is not well-formed XML, or it is of a kind that XMPP does not allow.',
    'Nothing was sent.',
    'Check that every tag is closed; comments and document types are not allowed.',
  ],
  'console-no-stanza': [
    'This is not a stanza that can be sent.',
    'Nothing was sent.',
    'Enter a message, a presence or an iq; an iq needs the type get or set.',
  ],
  'console-several': [
    'This is more than one stanza.',
    'Nothing was sent.',
    'Send them one by one.',
  ],
  'console-subscription': [
    'The console does not send subscription requests or answers.',
    'Nothing was sent.',
    'Use the menu of the contact; Casper knows there what it would give away.',
  ],
  'console-guarded': [
    'This would undo what Casper does to hide you.',
    'Nothing was sent.',
    'Use the eyes and the menus of Casper; lists can be read here, but not changed.',
  ],
  'console-secret': [
    'A stanza of this kind holds a password, and the console keeps what it sends.',
    'Nothing was sent.',
    'Casper signs in by itself; change the password with another client.',
  ],
} as const satisfies Record<string, readonly [string, string, string]>
