// Stream management as a server: XEP-0198, version 3. What it counts and keeps is in session.ts.
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { SessionControl } from './session'
import type { SessionTable } from './session-table'
import type { Stream } from './stream'

const nsManagement = 'urn:xmpp:sm:3'
const nsStanzas = 'urn:ietf:params:xml:ns:xmpp-stanzas'

/** Stream management on one stream. */
export interface Management {
  /** Takes a session up again (s.5). @returns undefined where there is none; the client is told */
  resume(bare: string, element: Element): SessionControl | undefined
  /** Whether the element is of this protocol and comes too early; the client is told. */
  refuses(element: Element): boolean
  /** Serves an element of this protocol. @returns the stream error to end with, if any */
  serve(session: SessionControl, element: Element): string | undefined
}

/** Makes the part that speaks it on this stream. */
export function createManagement(stream: Stream, sessions: SessionTable): Management {
  const say = (name: string, attributes: Record<string, string>, child?: Element): void => {
    stream.write(xml(name, { xmlns: nsManagement, ...attributes }, child).toString())
  }
  const refuse = (condition: string): void => {
    say('failed', {}, xml(condition, { xmlns: nsStanzas }))
  }

  return {
    resume(bare, element) {
      const { previd = '', h = '' } = element.attrs
      const session = sessions.find(bare, previd)
      if (!session?.acknowledge(countOf(h))) {
        refuse('item-not-found')
        return undefined
      }
      const attributes = { xmlns: nsManagement, previd, h: String(session.handled) }
      session.resume(stream, xml('resumed', attributes).toString())
      return session
    },
    refuses(element) {
      const early = element.getNS() === nsManagement
      if (early) refuse('unexpected-request')
      return early
    },
    serve(session, element) {
      switch (element.name) {
        case 'r':
          say('a', { h: String(session.handled) })
          return undefined
        case 'a':
          return session.acknowledge(countOf(element.attrs['h'] ?? ''))
            ? undefined
            : 'undefined-condition'
        case 'enable':
          enable(session, element)
          return undefined
        case 'resume':
          refuse('unexpected-request')
          return undefined
        default:
          return 'unsupported-stanza-type'
      }
    },
  }

  function enable(session: SessionControl, element: Element): void {
    if (session.managed) {
      refuse('unexpected-request')
      return
    }
    session.handled = 0
    session.manage()
    const { resume } = element.attrs
    const wanted = resume === 'true' || resume === '1'
    const id = wanted ? sessions.allowResumption(session) : null
    say('enabled', id === null ? {} : { id, resume: 'true' })
  }
}

function countOf(text: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) : -1
}
