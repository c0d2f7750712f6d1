// What each command does. Whole intents; what changes comes back as events, never as a reply.
import { appError } from '../../shared/errors'
import type { BareJid } from '../../shared/jid'
import { bareJid } from '../../shared/jid'
import type { AccountId } from '../../shared/model'
import type { CommandPayload } from '../../shared/protocol'
import type { Result } from '../../shared/result'
import { err, ok } from '../../shared/result'
import type { AppEvent } from '../../shared/snapshot'
import type { Policy, Target } from '../../shared/visibility/policy'
import {
  normalTarget,
  withBase,
  withException,
  withGuard,
  withoutException,
} from '../../shared/visibility/policy'
import type { Account, Accounts } from './accounts'
import type { BridgeHandlers } from './bridge-commands'
import type { DemoKeeper } from './demo'
import type { CommandHandlers } from './dispatch'
import type { FrontHandlers } from './front-commands'
import type { IdleHandlers } from './idle-commands'
import type { About } from './legacy-client-about'
import type { LedgerHandlers } from './ledger-commands'
import type { ObserverHandlers } from './observer-commands'
import type { ProfileHandlers } from './profile-commands'
import type { SettingsFile } from './settings'
import { demoAccount } from './settings-schema'

type Done = Result<null>
/** An act that returns nothing has succeeded. */
type Outcome = Done | void | Promise<Done | void>
type OfTarget = CommandPayload<'visibility.let-see'>

/** Builds the handlers of all commands. */
export function createCommands(
  accounts: Accounts,
  settings: SettingsFile,
  publish: (event: AppEvent) => void,
  others: FrontHandlers &
    ObserverHandlers &
    LedgerHandlers &
    ProfileHandlers &
    IdleHandlers &
    BridgeHandlers,
  demo: DemoKeeper,
): CommandHandlers {
  const withAccount = async (id: AccountId, act: (account: Account) => Outcome): Promise<Done> => {
    const found = accounts.get(id)
    return found.ok ? ((await act(found.value)) ?? ok(null)) : found
  }

  const withPeer = async (
    { account: id, peer: text }: { account: AccountId; peer: string },
    act: (account: Account, peer: BareJid) => Outcome,
  ): Promise<Done> => {
    const peer = bareJid(text)
    if (!peer) return err(appError('invalid-jid', text))
    return withAccount(id, (account) => act(account, peer))
  }

  const changePolicy = (
    id: AccountId,
    about: About,
    change: (policy: Policy) => Policy,
  ): Promise<Done> => withAccount(id, ({ changePolicy }) => changePolicy(change, about))

  const changeFor = (
    { account, target: text }: OfTarget,
    change: (policy: Policy, target: Target) => Policy,
  ): Promise<Done> | Done => {
    const target = normalTarget(text)
    if (!target) return err(appError('invalid-jid', text.value))
    return changePolicy(account, target, (policy) => change(policy, target))
  }

  const signIn = (account: Account): Done => {
    const begun = account.signIn()
    if (begun.ok) account.store({ signedIn: true })
    return begun
  }

  return {
    'account.add': async (payload) => {
      const added = await accounts.add(payload)
      if (!added.ok) return added
      signIn(added.value)
      return ok({ account: added.value.stored().id })
    },
    'account.remove': ({ account }) =>
      account === demoAccount ? demo.leave() : accounts.remove(account),
    'demo.start': async ({ signInInvisible }) => {
      const started = await demo.start(signInInvisible)
      if (!started.ok) return started
      signIn(started.value)
      return ok({ account: demoAccount })
    },
    'account.sign-in': ({ account: id, password, signInInvisible: invisible }) =>
      withAccount(id, async (account) => {
        // What is wished comes first: whoever hides while the keyring takes its time has the last word.
        if (invisible !== undefined) account.store({ signInInvisible: invisible })
        // Who is signed in, or about to be, does not begin anything.
        if (account.session.view().connection.state === 'signed-out') account.profiles.signIn()
        const { signInInvisible, signInProfile } = account.stored()
        // Whichever hides counts: the profile that signing in begins with, or the wish to begin hidden.
        if (signInInvisible || (invisible !== undefined && signInProfile === null)) {
          const base = signInInvisible ? 'invisible' : 'visible'
          account.changePolicy((policy) => withBase(policy, base), 'base')
        }
        if (password !== undefined) await account.keepPassword(password)
        return signIn(account)
      }),
    'account.sign-out': ({ account: id }) =>
      withAccount(id, async (account) => {
        // Its server is there only for the one who is signed in.
        if (id === demoAccount) return demo.leave()
        account.store({ signedIn: false })
        await account.session.signOut()
        return ok(null)
      }),
    'account.trust': ({ account: id, fingerprint }) =>
      withAccount(id, (account) => {
        const trusted = new Set([...account.stored().trusted, fingerprint])
        account.store({ trusted: [...trusted] })
        return signIn(account)
      }),
    'presence.set': ({ account: id, presence }) =>
      withAccount(id, (account) => {
        // Messages to the account would wait on the server, as they do where nobody is there.
        if (presence.priority < 0) return err(appError('negative-priority'))
        account.setPresence(presence)
        return ok(null)
      }),
    'visibility.go-invisible': ({ account }) =>
      changePolicy(account, 'base', (policy) => withBase(policy, 'invisible')),
    'visibility.go-visible': ({ account }) =>
      changePolicy(account, 'base', (policy) => withBase(policy, 'visible')),
    'visibility.let-see': (payload) =>
      changeFor(payload, (policy, target) => withException(policy, target, true)),
    'visibility.hide-from': (payload) =>
      changeFor(payload, (policy, target) => withException(policy, target, false)),
    'visibility.reset': (payload) => changeFor(payload, withoutException),
    'visibility.choose': ({ account: id, choice, scope }) =>
      withAccount(id, (account) => {
        // What is in use already may be an organisation's decision, under which the user's own choice stays stored.
        const isNew = account.stored().strategy !== choice
        account.store({ ...(isNew && { strategy: choice }), scope })
        account.session.wish({ type: 'strategy-chosen', choice })
        account.session.wish({ type: 'scope-chosen', scope })
      }),
    'visibility.guard': ({ account, guard, up }) =>
      changePolicy(account, null, (policy) => withGuard(policy, guard, up)),
    'visibility.retry': ({ account: id }) =>
      withAccount(id, ({ session }) => session.wish({ type: 'retry' })),
    'visibility.decloak': (payload) =>
      withPeer(payload, ({ session }, peer) => session.decloak.begin(peer, payload.minutes)),
    'visibility.recloak': (payload) =>
      withPeer(payload, ({ session }, peer) => session.decloak.end(peer)),
    'chat.open': (payload) => withPeer(payload, ({ session }, peer) => session.openChat(peer)),
    'chat.read': (payload) => withPeer(payload, ({ session }, peer) => session.readChat(peer)),
    'message.send': (payload) =>
      withPeer(payload, ({ session }, peer) =>
        session.sendMessage(peer, payload.body, payload.reveal ?? null),
      ),
    'reveal.revoke': (payload) =>
      withPeer(payload, ({ session }, peer) => session.reveal.revoke(peer)),
    'contact.add': (payload) =>
      withPeer(payload, ({ session }, peer) => session.contacts.add(peer, payload)),
    'contact.edit': (payload) =>
      withPeer(payload, ({ session }, peer) => session.contacts.edit(peer, payload)),
    'contact.remove': (payload) =>
      withPeer(payload, ({ session }, peer) => session.contacts.remove(peer)),
    'contact.subscription': (payload) =>
      withPeer(payload, ({ session }, peer) => session.contacts.subscribe(peer, payload.act)),
    'contact.block': (payload) =>
      withPeer(payload, ({ session }, peer) => session.contacts.block(peer)),
    'contact.unblock': (payload) =>
      withPeer(payload, ({ session }, peer) => session.contacts.unblock(peer)),
    'room.join': (payload) =>
      withPeer({ ...payload, peer: payload.room }, ({ session }, room) =>
        session.rooms.join(room, payload.nick, payload.password ?? null),
      ),
    'room.leave': (payload) =>
      withPeer({ ...payload, peer: payload.room }, ({ session }, room) =>
        session.rooms.leave(room),
      ),
    'console.open': ({ account: id }) => withAccount(id, ({ session }) => session.console.open()),
    'console.close': ({ account: id }) => withAccount(id, ({ session }) => session.console.close()),
    'console.send': ({ account: id, xml }) =>
      withAccount(id, ({ session }) => session.sendXml(xml)),
    ...others,
    'notice.dismiss': ({ id }) => {
      publish({ type: 'notice.removed', id })
      return ok(null)
    },
    'settings.set': (chosen) => {
      settings.update((file) => ({ ...file, settings: { ...file.settings, ...chosen } }))
      publish({ type: 'settings.changed', settings: settings.read().settings })
      return ok(null)
    },
  }
}
