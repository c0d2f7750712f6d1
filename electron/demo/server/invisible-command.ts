// The invisible command: XEP-0186. What it hides is in the state room.
import { nsInvisible } from '../../xmpp/namespaces'
import type { Handler } from './handlers'
import { appear, tellOwn } from './presence'
import { refuse } from './stanzas'

/** What serves it. */
export const invisibleHandlers: readonly Handler[] = [
  {
    type: 'set',
    name: 'invisible',
    ns: nsInvisible,
    serve: (realm, session, { attrs: { probe = 'false' } }) => {
      const probes = { true: true, '1': true, false: false, '0': false }[probe]
      if (probes === undefined) return refuse('bad-request')
      const before = session.acts.hears()
      const wasShown = session.state.broadcast !== null
      session.acts.command(true)
      tellOwn(session, wasShown)
      appear(realm, session, !before && probes)
      return null
    },
  },
  {
    type: 'set',
    name: 'visible',
    ns: nsInvisible,
    serve: (_realm, session) => {
      session.acts.command(false)
      return null
    },
  },
]
