// Chooses the way to the main process: the preload bridge on the desktop, a WebSocket in a browser tab.
import type { Bridge, CommandName, CommandPayload } from '../shared/protocol'
import { socketBridge } from './socket-bridge'

declare global {
  interface Window {
    /** Put there by the preload script; absent in a browser tab. */
    readonly casper?: Bridge
  }
}

/** The bridge for this page. What goes out is plain data: no state proxy passes here. */
export function chooseBridge(page: Window): Bridge {
  const bridge = page.casper ?? socketBridge(() => new WebSocket(socketAddress(page.location)))
  return {
    request: <N extends CommandName>(command: N, payload: CommandPayload<N>) =>
      bridge.request(command, $state.snapshot(payload)),
    onEvent: (listener) => bridge.onEvent(listener),
  }
}

function socketAddress({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/socket`
}
