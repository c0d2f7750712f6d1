// How the own server answers for a resource that is not there: learnt of each session, in every language asked in.
import type { BareJid } from '../../shared/jid'
import type { Quirks } from '../../shared/visibility/quirks'
import { quirksOf } from '../../shared/visibility/quirks'
import type { AbsentForm } from '../xmpp/absent'
import { learnForm, reversedForm, tabledForm } from '../xmpp/absent'
import type { Exchanging } from '../xmpp/iq'

/** How many languages are learnt; a stranger chooses in which they ask. */
const learnt = 16
/** Characters of the longest language tag that is learnt (RFC 5646 s.4.4.1). */
const longest = 35

/** The forms of one account's server. */
export interface Absence {
  /** A session begins: learns the form of answers to questions in no language. */
  begin(iq: Exchanging, quirks: Pick<Quirks, 'absent' | 'reversesAttributes'>): void
  /** The form of the answer to a question in that language; what is known of the server until it answered. */
  form(lang: string | null): Promise<AbsentForm>
}

/** Builds it. @param self the own address */
export function createAbsence(self: BareJid): Absence {
  const forms = new Map<string | null, Promise<AbsentForm>>()
  let ask = async (_lang: string | null): Promise<AbsentForm> => tabledForm(quirksOf('').absent)

  const form = (lang: string | null): Promise<AbsentForm> => {
    const key = lang !== null && lang.length > longest ? null : lang
    const known = forms.get(key) ?? (forms.size < learnt ? ask(key) : forms.get(null))
    const found = known ?? ask(null)
    if (forms.size < learnt) forms.set(key, found)
    return found
  }

  return {
    form,
    begin: (iq, { absent, reversesAttributes }) => {
      forms.clear()
      ask = async (lang) => {
        const taught = (await learnForm(iq, self, lang)) ?? tabledForm(absent)
        return reversesAttributes ? reversedForm(taught) : taught
      }
      void form(null)
    },
  }
}
