// One of the demo's cast as an observer: what their own session on the embedded server receives. They can only listen.
import type { BareJid } from '../../shared/jid'
import type { Demo } from '../demo/cast/demo'
import type { OpenSource } from './observer-source'

/** The source for one of the cast; undefined where nobody of them has that address, or no demo is at work. */
export function castSource(demo: Demo | null, jid: BareJid): OpenSource | undefined {
  if (!demo?.members.some((member) => member.jid === jid)) return undefined
  return ({ stanza, state, forgot }) => {
    const end = demo.listen(jid, stanza, (online) => {
      forgot()
      state(online ? 'online' : 'offline', null)
    })
    return { acts: null, close: () => Promise.resolve(end()) }
  }
}
