// What the user's organisation decided, in words.
import type { Managed } from '../../shared/managed'
import { choiceName } from './strategies'

/** Everything that was decided, a sentence each. */
export function managedSentences({
  forbidInvisible,
  requireTls,
  domains,
  server,
  strategy,
  forbidBridge,
  forbidUpdates,
}: Managed): readonly string[] {
  const whether = (decided: boolean | undefined, words: string): string[] =>
    decided ? [words] : []
  return [
    ...whether(forbidInvisible, 'Nobody can be invisible, or hide from anybody.'),
    ...whether(
      requireTls,
      'No connection without encryption, and no certificate that does not verify.',
    ),
    ...whether(
      domains !== undefined,
      `Accounts at these domains only: ${domains?.join(', ') ?? ''}`,
    ),
    ...whether(server !== undefined, 'How the server is reached.'),
    ...whether(
      strategy !== undefined,
      `How Casper hides you: ${choiceName(strategy ?? 'automatic')}.`,
    ),
    ...whether(forbidBridge, 'No old client can log in through Casper.'),
    ...whether(forbidUpdates, 'Casper does not look for newer versions of itself.'),
  ]
}
