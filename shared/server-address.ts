// The shape of a server's address, where it comes from outside.
import * as v from 'valibot'

const loopbackOrHost = v.pipe(v.string(), v.minLength(1), v.maxLength(253))

/** Checks a server address that comes from outside. */
export const serverAddressSchema = v.variant('mode', [
  v.strictObject({ mode: v.literal('auto') }),
  v.strictObject({
    mode: v.literal('manual'),
    host: loopbackOrHost,
    port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
    security: v.picklist(['direct-tls', 'starttls', 'plain']),
  }),
  v.strictObject({
    mode: v.literal('websocket'),
    url: v.pipe(v.string(), v.maxLength(2048), v.regex(/^wss?:\/\//)),
  }),
])
