// How the servers that the model stands for differ: the same names as those of the embedded server, whose state it is.
import type { LegacyConduct as Legacy, ServerQuirk } from '../../electron/demo/state/quirks'

/** One difference, by its name. */
export type ModelQuirk = ServerQuirk

/** What a server makes of `type='invisible'` (XEP-0018). */
export type LegacyConduct = Legacy
