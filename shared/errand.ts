// What the window is asked to show from outside of it: by a link, a notification or the tray. It shows; it never sends.
import * as v from 'valibot'

const account = v.nullable(v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/)))
const jid = v.pipe(v.string(), v.minLength(1), v.maxLength(3071))
const words = v.pipe(v.string(), v.maxLength(1023))
const text = v.pipe(v.string(), v.maxLength(65_536))

/** Checks an errand. `account` null: whichever is shown. */
export const errandSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('chat'),
    account,
    peer: jid,
    /** Words to be looked at before they are sent; empty: none. */
    draft: text,
    /** Whether the gate refused them for now, so that the user is asked at once. */
    asks: v.boolean(),
  }),
  v.strictObject({ kind: v.literal('join'), account, room: jid, password: words }),
  v.strictObject({ kind: v.literal('add'), account, peer: jid, name: words, group: words }),
  v.strictObject({ kind: v.literal('settings') }),
])

/** One thing to show. */
export type Errand = v.InferOutput<typeof errandSchema>

/** An errand that no window has done yet; its number tells it from the one before. */
export interface GivenErrand {
  readonly id: number
  readonly errand: Errand
}

/** The conversation in front of the user, in a window that has the focus. */
export interface Looking {
  readonly account: string
  readonly peer: string
}
