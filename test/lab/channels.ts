// The ways by which somebody could learn that the user is there, as the lab's table names them.

/** Every channel, in the order of the table. */
export const channels = [
  'initial presence',
  'going invisible',
  'going visible',
  'exceptions',
  'availability',
  'auto-away',
  'probe',
  'resume',
  'reconnect',
  'expired session',
  'server restart',
  'strategy switch',
  'scope',
  'directed presence',
  'rooms',
  'requests',
  'requests to the account',
  'receipts and typing',
  'message errors',
  'publishing',
  'subscriptions',
  'blocking',
  'roster change',
  'other device',
  'list edited elsewhere',
  'list deleted elsewhere',
  'sign-out',
] as const

/** One of them. */
export type Channel = (typeof channels)[number]
