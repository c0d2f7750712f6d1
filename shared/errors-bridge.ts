// What can go wrong with the legacy bridge, in three sentences each; see errors.ts.

const unaffected = 'Who sees you did not change.'

/** The sentences by code. */
export const bridgeSentences = {
  'bridge-port': [
    'Old clients cannot log in: Casper could not listen for them.',
    unaffected,
    'Choose another port in the settings of the bridge, or end the program that uses it.',
  ],
  'bridge-certificate': [
    'Old clients cannot log in: the certificate of the bridge cannot be read or written.',
    unaffected,
    "Look at bridge.crt and bridge.key in Casper's data folder, or switch STARTTLS off.",
  ],
} as const
