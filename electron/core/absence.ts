// How the own server answers for a resource that is not there: for requests learnt of each session, in every language
// asked in; for messages each time, since it depends on which other devices of the user are available then.
import type { BareJid } from '../../shared/jid'
import { bareJid, domainOf } from '../../shared/jid'
import type { Quirks } from '../../shared/visibility/quirks'
import { quirksOf } from '../../shared/visibility/quirks'
import type { AbsentForm } from '../xmpp/absent'
import { learnBounce, learnForm, reversedForm, tabledForm } from '../xmpp/absent'
import type { Outbox } from '../xmpp/outbox'
import { ping } from '../xmpp/ping'
import type { Stream } from './stream'

type Stanza = Parameters<Outbox['send']>[0]

/** How many languages are learnt; a stranger chooses in which they ask. */
const learnt = 16
/** Characters of the longest language tag that is learnt (RFC 5646 s.4.4.1). */
const longest = 35

/** The forms of one account's server. */
export interface Absence {
  /** A session begins: learns the form of answers to questions in no language. */
  begin(
    stream: Pick<Stream, 'iq' | 'outbox'>,
    quirks: Pick<Quirks, 'absent' | 'reversesAttributes'>,
  ): void
  /** The form of the answer to that request, by what is known of the server; to a message perhaps none: null. */
  form(asked: Stanza): Promise<AbsentForm | null>
  /** Takes what became of a message of its own. @returns whether it was that */
  receive(stanza: Stanza): boolean
}

/** Builds it. @param self the own address */
export function createAbsence(self: BareJid): Absence {
  const forms = new Map<string | null, Promise<AbsentForm>>()
  /** Messages of its own, by id, and what came back of them. */
  const sent = new Map<string, Stanza | null>()
  let ask = async (_lang: string | null): Promise<AbsentForm> => tabledForm(quirksOf('').absent)
  let bounce = async (_message: Stanza): Promise<AbsentForm | null> => null

  const toRequest = (lang: string | null): Promise<AbsentForm> => {
    const key = lang !== null && lang.length > longest ? null : lang
    const known = forms.get(key) ?? (forms.size < learnt ? ask(key) : forms.get(null))
    const found = known ?? ask(null)
    if (forms.size < learnt) forms.set(key, found)
    return found
  }

  // What came back of a message is there before the answer to a request that was sent after it.
  const returned = async (
    question: Stanza,
    { iq, outbox }: Pick<Stream, 'iq' | 'outbox'>,
  ): Promise<Stanza | null> => {
    const id = question.attrs['id'] ?? ''
    sent.set(id, null)
    const written = await outbox.send(question)
    if (written.ok) await ping(iq, domainOf(self))
    const back = sent.get(id) ?? null
    sent.delete(id)
    return back
  }

  return {
    form: (asked) =>
      asked.name === 'message' ? bounce(asked) : toRequest(asked.attrs['xml:lang'] ?? null),
    receive: (stanza) => {
      const { id = '', from = '', type } = stanza.attrs
      if (stanza.name !== 'message' || !sent.has(id) || bareJid(from) !== self) return false
      if (type === 'error') sent.set(id, stanza)
      return true
    },
    begin: (stream, { absent, reversesAttributes }) => {
      const { iq } = stream
      forms.clear()
      bounce = (message) => learnBounce((question) => returned(question, stream), self, message)
      ask = async (lang) => {
        const taught = (await learnForm(iq, self, lang)) ?? tabledForm(absent)
        return reversesAttributes ? reversedForm(taught) : taught
      }
      void toRequest(null)
    },
  }
}
