// The sentences for privacy lists: what each error of RFC 3921 s.10 means for who sees the user. Which error of which
// request comes to which of them is in visibility/list-errors.ts.

type Sentences = readonly [message: string, visibility: string, action: string]

const unseen = 'You stay unavailable: nobody is shown anything new.'
const thisOnly = 'This session is hidden as you wished; your other devices are as they were.'
const another = 'Ask whoever runs the server, or choose another way to hide.'

/** By code: what happened, what it means for who sees the user, what to do. */
export const listSentences: Readonly<Record<string, Sentences>> = {
  // Asking which lists there are, and what they say
  'lists-unsupported': [
    'This server has no privacy lists, which hiding needs.',
    unseen,
    'Stay unavailable and read along, go visible, or use a server with privacy lists (XEP-0016).',
  ],
  'lists-forbidden': [
    'The server does not let you look at your privacy lists, so Casper cannot know what they say.',
    unseen,
    another,
  ],
  'lists-misunderstood': [
    'The server did not understand the question about your privacy lists.',
    unseen,
    'Try again; if it happens again, choose another way to hide.',
  ],
  'lists-busy': [
    'Another device of yours is changing the privacy lists, and the server does not tell them meanwhile.',
    unseen,
    'Try again in a moment.',
  ],

  // Writing a list, and choosing it for this session
  'list-refused': [
    'The server refused the privacy list that would hide you.',
    unseen,
    'Try again, or go visible if being seen is acceptable.',
  ],
  'list-missing': [
    'The server does not have the privacy list that it was given.',
    unseen,
    'Try again; Casper writes the list anew.',
  ],
  'list-invalid': [
    'The server does not understand the privacy list that would hide you.',
    unseen,
    'Look at the rules that you made with other clients, or choose another way to hide.',
  ],
  'list-forbidden': ['The server does not allow you to write privacy lists.', unseen, another],
  'list-in-use': [
    'Another device of yours is using the privacy list.',
    unseen,
    'Sign the other device out, then try again.',
  ],
  'list-not-kept': [
    'The server did not keep the privacy list as it was sent.',
    unseen,
    'Try again; if it happens again, tell whoever runs the server.',
  ],
  'activation-refused': [
    'The server refused to use the privacy list.',
    unseen,
    'Try again, or go visible if being seen is acceptable.',
  ],
  'activation-invalid': [
    'The server did not understand which privacy list it is to use.',
    unseen,
    'Try again; if it happens again, choose another way to hide.',
  ],
  'activation-forbidden': [
    'The server does not allow this session to use a privacy list.',
    unseen,
    another,
  ],
  'activation-not-confirmed': [
    'The server did not confirm that the privacy list is in use.',
    unseen,
    'Try again; nothing is sent until the server confirms.',
  ],

  // Choosing it for all devices
  'default-missing': [
    'The server does not have the privacy list that was to hold for all your devices.',
    thisOnly,
    'Try again; Casper writes the list anew.',
  ],
  'list-conflict': [
    'Another device of yours uses the default list, and the server does not let it be changed meanwhile.',
    thisOnly,
    'Sign the other device out or let hiding hold for this session only, then try again.',
  ],
  'default-invalid': [
    'The server did not understand which privacy list is to hold for all your devices.',
    thisOnly,
    'Let hiding hold for this session only, or try again.',
  ],
  'default-forbidden': [
    'The server does not allow you to choose a privacy list for all your devices.',
    thisOnly,
    'Let hiding hold for this session only, or ask whoever runs the server.',
  ],
  'default-refused': [
    'The server refused to use the privacy list for all your devices.',
    thisOnly,
    'Let hiding hold for this session only, or try again.',
  ],
}
