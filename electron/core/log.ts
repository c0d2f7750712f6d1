// The log: one line per happening, for whoever looks for a fault. It holds neither secrets nor message bodies.

/** Facts that go with a line. A field whose name speaks of a secret is hidden. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>

/** Takes notes. Never throws. */
export interface Log {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

const secretName = /password|secret|token|credential/i

/**
 * A log that writes text lines.
 * @param write takes one line without its line break.
 * @param now ms since the epoch.
 */
export function createLog(write: (line: string) => void, now: () => number = Date.now): Log {
  const note = (level: string, message: string, fields: LogFields = {}): void => {
    const shown = Object.entries(fields).map(
      ([name, value]) => ` ${name}=${secretName.test(name) ? '[hidden]' : JSON.stringify(value)}`,
    )
    write(`${new Date(now()).toISOString()} ${level} ${message}${shown.join('')}`)
  }
  return {
    info: (message, fields) => note('info', message, fields),
    warn: (message, fields) => note('warn', message, fields),
    error: (message, fields) => note('error', message, fields),
  }
}

/**
 * Notes the first of the same happenings, then the tenth, the hundredth and so on, with their number: what others can
 * make happen as often as they like does not fill the log.
 */
export function sparingly(note: Log['info']): Log['info'] {
  const counts = new Map<string, number>()
  return (message, fields = {}) => {
    const key = JSON.stringify([message, fields])
    const times = (counts.get(key) ?? 0) + 1
    counts.set(key, times)
    if (times === 1) note(message, fields)
    else if (/^10+$/.test(String(times))) note(message, { ...fields, times })
  }
}

/**
 * What a thrown value says, for the log.
 * @param secrets texts that must not show up, whatever the error quotes.
 */
export function describeError(thrown: unknown, secrets: readonly string[] = []): string {
  const text = thrown instanceof Error ? (thrown.stack ?? String(thrown)) : String(thrown)
  return secrets
    .filter((secret) => secret !== '')
    .reduce((shown, secret) => shown.replaceAll(secret, '[hidden]'), text)
}
