// The shape of the user's own availability, where it comes from outside (RFC 3921 s.2.2.2).
import * as v from 'valibot'
import { xmlText } from './xml-text'

/** Checks the user's availability that comes from outside. */
export const ownPresenceSchema = v.strictObject({
  show: v.nullable(v.picklist(['chat', 'away', 'xa', 'dnd'])),
  status: v.pipe(v.string(), v.maxLength(1024), xmlText),
  priority: v.pipe(v.number(), v.integer(), v.minValue(-128), v.maxValue(127)),
})
