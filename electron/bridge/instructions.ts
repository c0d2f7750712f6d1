// What somebody has to enter in an old client to log in through the bridge.
import type { BridgeView } from '../../shared/bridge'

/** How a bridge runs. */
export interface Running {
  /** Whether STARTTLS is offered. */
  readonly tls: boolean
  /** Whether within the app, or alone. */
  readonly inApp: boolean
}

/** The instructions, as text for a terminal. */
export function whatToEnter(view: BridgeView, { tls, inApp }: Running): string {
  const security = tls
    ? 'none, or STARTTLS with the certificate of the bridge'
    : 'none: no TLS, no SSL, plain text passwords allowed. The connection does not leave this computer'
  const old =
    view.versionless.length === 0
      ? []
      : [
          '',
          `  Pidgin, to hide from single contacts: connect to ${view.versionless.join(' or ')},`,
          '  with "Use encryption if available" and plain text passwords allowed.',
        ]
  return [
    `The bridge listens on ${view.addresses.join(' and ')}, for programs on this computer alone.`,
    '',
    'Enter in your client:',
    '  address (Jabber ID)       your own, as ever',
    '  password                  your own; or the bridge password that Casper made for the account',
    `  connect to host           ${hostOf(view.addresses[0] ?? '')}`,
    `  connect to port           ${portOf(view.addresses[0] ?? '')}`,
    `  encryption                ${security}`,
    ...old,
    '',
    `Then choose "Invisible" there. ${inApp ? 'The bridge ends with Casper.' : 'Stop the bridge with Ctrl+C.'}`,
    '',
  ].join('\n')
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'))
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1)
}
