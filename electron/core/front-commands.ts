// The commands about what is in front of the user: errands, links, the open conversation, whom not to announce.
import { appError } from '../../shared/errors'
import type { Errand } from '../../shared/errand'
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import type { Link } from '../../shared/links'
import { parseLink } from '../../shared/links'
import type { AccountId } from '../../shared/model'
import { err, ok } from '../../shared/result'
import type { AppEvent } from '../../shared/snapshot'
import type { Account, Accounts } from './accounts'
import type { CommandHandlers } from './dispatch'

/** Their handlers. */
export type FrontHandlers = Pick<
  CommandHandlers,
  'chat.mute' | 'chat.look' | 'link.open' | 'errand.give' | 'errand.done'
>

/** How many people and rooms of an account can be muted; the oldest give way. */
const kept = 1000

/**
 * Builds their handlers.
 * @param accountOf the id of the account with that address, if it is the user's
 */
export function frontCommands(
  accounts: Pick<Accounts, 'get'>,
  accountOf: (jid: string) => AccountId | null,
  publish: (event: AppEvent) => void,
): FrontHandlers {
  let last = 0
  let open = 0

  const give = (errand: Errand): void => {
    open = ++last
    publish({ type: 'errand.changed', errand: { id: last, errand } })
  }

  return {
    'chat.mute': ({ account: id, peer: text, muted }) => {
      const found = accounts.get(id)
      const peer = bareJid(text)
      if (!found.ok) return found
      if (!peer) return err(appError('invalid-jid', text))
      mute(found.value, peer, muted)
      return ok(null)
    },
    'chat.look': ({ looking }) => {
      publish({ type: 'looking.changed', looking })
      return ok(null)
    },
    'link.open': ({ url }) => {
      const link = parseLink(url)
      if (!link) return err(appError('bad-link'))
      give(errandOf(link, link.account && accountOf(link.account)))
      return ok(null)
    },
    'errand.give': (errand) => {
      give(errand)
      return ok(null)
    },
    'errand.done': ({ id }) => {
      if (id === open) publish({ type: 'errand.changed', errand: null })
      return ok(null)
    },
  }
}

function mute({ stored, store }: Account, peer: BareJid, muted: boolean): void {
  const others = stored().muted.filter((other) => other !== peer)
  store({ muted: muted ? [...others, peer].slice(-kept) : others })
}

function errandOf(link: Link, account: AccountId | null): Errand {
  const { peer } = link
  switch (link.kind) {
    case 'join':
      return { kind: 'join', account, room: peer, password: link.password }
    case 'add':
      return { kind: 'add', account, peer, name: link.name, group: link.group }
    case 'chat':
      return { kind: 'chat', account, peer, draft: link.body, asks: false }
  }
}
