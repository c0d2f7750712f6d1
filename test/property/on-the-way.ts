// What is known of effects on their way to the server: which are done once they are written, and what a loss leaves open.
import type { Effect, Input } from '../../shared/visibility/effects'

const written: ReadonlySet<Effect['kind']> = new Set([
  'presence',
  'unavailable',
  'directed',
  'legacy-invisible',
  'legacy-visible',
  'subscription',
])

/** Whether an effect is done for the engine once it is written; the others when they are answered. */
export function isWritten({ kind }: Effect): boolean {
  return written.has(kind)
}

/** What the engine is told where an effect was lost with the connection. */
export function unsure(effect: Effect): Input[] {
  switch (effect.kind) {
    case 'presence':
    case 'unavailable':
      return [{ type: 'presence-unsure', to: null, available: effect.kind === 'presence' }]
    case 'directed':
      return effect.to.map((to) => {
        return { type: 'presence-unsure', to, available: effect.presence !== null }
      })
    default:
      return []
  }
}
