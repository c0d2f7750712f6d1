// The sentences for watching oneself from a contact's side, and for the check of how Casper hides the user.

type Sentences = readonly [message: string, visibility: string, action: string]

const unchanged = 'Who sees you did not change.'
const own = 'Your own wish is put back: it holds as it did before the check.'

/** By code: what happened, what it means for who sees the user, what to do. */
export const observerSentences: Readonly<Record<string, Sentences>> = {
  'observer-not-contact': [
    'This account is not a contact who may be shown your presence, so it could not tell whether you are hidden.',
    unchanged,
    'Add it as a contact, let it ask to see you from a client of its own, allow that, and try again.',
  ],
  'observer-self': [
    'An account cannot watch itself: its own devices always see each other.',
    unchanged,
    'Enter the address of another account of yours.',
  ],
  'observer-unknown': [
    'This contact cannot be watched from their side.',
    unchanged,
    'Choose another one.',
  ],
  'observer-too-many': [
    'You watch as many contacts as Casper can show.',
    unchanged,
    'End the watching of one of them first.',
  ],
  'self-test-no-observer': [
    'The account that is to watch you is not signed in.',
    unchanged,
    'Sign it in first, then run the check.',
  ],
  'self-test-listens-only': [
    'This contact can only be watched, not asked to do something.',
    unchanged,
    'Run the check with an account of your own as the observer.',
  ],
  'self-test-running': ['A check is running already.', unchanged, 'Wait for its end, or stop it.'],
  'self-test-unready': [
    'The server has not confirmed what you wish at the moment, so there is nothing to check.',
    unchanged,
    'Wait until your presence bar says so, then run the check.',
  ],
  'self-test-stopped': ['The check was stopped.', own, 'Run it again whenever you like.'],
  'self-test-others': [
    'In the way that Casper hides you here, others would see you go and come back during the check.',
    unchanged,
    'Go invisible first, then run the check.',
  ],
  'self-test-overtaken': [
    'Who may see you, or your availability, was changed while the check was running.',
    'What you chose now holds; of the check nothing is left in force.',
    'Run the check again.',
  ],
  'self-test-silent': ['The server did not confirm a step in time.', own, 'Run the check again.'],
  'self-test-observer-lost': [
    'The observer lost its connection, so it could not see anything any more.',
    own,
    'Sign it in again, then run the check.',
  ],
}
