// The XML console of one account: shows what passes on its stream while it is open, and sends what the user types.
import { appError } from '../../shared/errors'
import type { AccountId } from '../../shared/model'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { AppEvent } from '../../shared/snapshot'
import { readTyped, shownXml } from '../xmpp/console-stanza'
import type { Outbox, OutboxOptions } from '../xmpp/outbox'
import type { LegacyClient } from './legacy-client'

/** What a console needs. */
export interface ConsoleOptions {
  readonly account: AccountId
  readonly legacy: LegacyClient
  readonly publish: (event: AppEvent) => void
  readonly now: () => number
}

/** A stanza as the gate meets it. */
type Stanza = Parameters<OutboxOptions['seen']>[0]

/** The console. */
export interface XmlConsole {
  /** Begins to show stanzas, from none; opened twice, it stays as it is. */
  open(): void
  /** Shows nothing any more, and forgets what it showed. */
  close(): void
  received(stanza: Stanza): void
  /** @param held why the gate did not let it out, or null */
  sent(stanza: Stanza, held: string | null): void
  /**
   * Sends what was typed: presence as a legacy client's, anything else through the gate.
   * Errors: `negative-priority`, those of readTyped() and of the outbox.
   */
  send(text: string, outbox: Outbox): Promise<Result<null>>
}

/** Builds the console; it is closed. */
export function createXmlConsole(options: ConsoleOptions): XmlConsole {
  const { account, legacy, publish, now } = options
  let isOpen = false
  let count = 0

  const show = (direction: 'in' | 'out', stanza: Stanza, held: string | null): void => {
    if (!isOpen) return
    count += 1
    const seen = { id: count, direction, xml: shownXml(stanza), at: now(), held } as const
    publish({ type: 'stanza.seen', account, stanza: seen })
  }

  return {
    open: () => {
      if (isOpen) return
      isOpen = true
      publish({ type: 'console.opened', account })
    },
    close: () => {
      if (!isOpen) return
      isOpen = false
      publish({ type: 'console.closed', account })
    },
    received: (stanza) => show('in', stanza, null),
    sent: (stanza, held) => show('out', stanza, held),
    send: async (text, outbox) => {
      const typed = readTyped(text)
      if (!typed.ok) return typed
      if (typed.value.kind === 'presence') {
        if (typed.value.presence.priority < 0) return err(appError('negative-priority'))
        legacy.begin(true)
        legacy.take(typed.value.presence, outbox)
        return ok(null)
      }
      const sent = await outbox.send(typed.value.stanza)
      return sent.ok ? ok(null) : sent
    },
  }
}
