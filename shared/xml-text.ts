// Text as XML can carry it (XML 1.0 s.2.2, to which RFC 6120 s.11.1 binds streams): what cannot be sent is not taken.
import * as v from 'valibot'

const characters = String.raw`\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}`
const other = new RegExp(`[^${characters}]`, 'u')
const others = new RegExp(other, 'gu')

/** Checks that every character of a text from outside can be sent: no control characters, no half of a pair. */
export const xmlText = v.check<string, string>(
  (text) => !other.test(text),
  'a character that cannot be sent',
)

/** The text with U+FFFD in the place of each character that cannot be sent. */
export function asXmlText(text: string): string {
  return text.replace(others, '\uFFFD')
}
