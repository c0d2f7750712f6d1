// The sentences for profiles: what cannot be saved or read.

type Sentences = readonly [message: string, visibility: string, action: string]

const unchanged = 'Nothing was taken over, and who sees you did not change.'

/** By code: what happened, what it means for who sees the user, what to do. */
export const profileSentences: Readonly<Record<string, Sentences>> = {
  'profiles-damaged': [
    'This is not a file of profiles that Casper can read.',
    unchanged,
    'Choose another file, or export the profiles again.',
  ],
  'profiles-newer': [
    'These profiles were exported by a newer Casper.',
    unchanged,
    'Update Casper, or export them from an older one.',
  ],
  'profiles-oversized': [
    'This file is bigger than a file of profiles can be.',
    unchanged,
    'Choose another file, or export fewer profiles.',
  ],
  'profiles-too-many': [
    'These are more profiles, or more exceptions in them, than an account can have.',
    unchanged,
    'Remove some that you do not need.',
  ],
}
