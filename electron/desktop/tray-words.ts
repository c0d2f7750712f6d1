// What the tray says of an account. Claims only what the server confirmed.
import type { AccountView } from '../../shared/model'

/** What the picture in the tray shows. */
export type TrayMood = 'visible' | 'hidden' | 'offline'

/** The state of an account in one sentence. */
export function trayWords({ connection, visibility }: AccountView): string {
  if (connection.state === 'signed-out') return 'Signed out: nobody sees you'
  if (connection.state === 'connecting') return 'Connecting…'
  if (connection.state === 'waiting') return 'Not connected: waiting to try again'
  const { phase, exposure, requested, seenBy } = visibility
  const hiding = requested.base === 'invisible'
  if (exposure.kind === 'unknown') return 'Not known who sees you'
  if (phase === 'failed') return `Not changed: ${seenWords(seenBy)}`
  if (phase !== 'confirmed') {
    return `${hiding ? 'Going invisible' : 'Going visible'}, not confirmed: ${seenWords(seenBy)}`
  }
  return `${hiding ? 'Invisible' : 'Visible'}: ${seenWords(seenBy)}`
}

/** The mood of all accounts together: hidden only where every one that is online is confirmed to be. */
export function trayMood(accounts: readonly AccountView[]): TrayMood {
  const online = accounts.filter(({ connection }) => connection.state === 'online')
  if (online.length === 0) return 'offline'
  const hidden = online.every(
    ({ visibility: { phase, requested, exposure } }) =>
      phase === 'confirmed' && requested.base === 'invisible' && exposure.kind !== 'unknown',
  )
  return hidden ? 'hidden' : 'visible'
}

function seenWords(count: number): string {
  if (count === 0) return 'nobody sees you'
  return count === 1 ? '1 contact sees you' : `${count.toLocaleString('en')} contacts see you`
}
