// Stanzas as a person reads them: one element per line, indented; text stays beside its element.

/** What a stanza is, by its name. */
export type StanzaKind = 'message' | 'presence' | 'iq'

/** The kind of a stanza, from its text. */
export function kindOf(xml: string): StanzaKind {
  if (xml.startsWith('<message')) return 'message'
  return xml.startsWith('<presence') ? 'presence' : 'iq'
}

/** The stanza on several lines. White space is added between elements only; a text that is cut stays so. */
export function prettyXml(xml: string): string {
  const lines: string[] = []
  let depth = 0
  let before: 'open' | 'text' | 'close' = 'close'
  for (const token of xml.match(/<[^>]*>|[^<]+/g) ?? []) {
    const isText = !token.startsWith('<')
    const closes = token.startsWith('</')
    if (closes) depth -= 1
    const stays = isText || before === 'text' || (closes && before === 'open')
    if (stays && lines.length > 0) lines.push(`${lines.pop() ?? ''}${token}`)
    else lines.push('  '.repeat(Math.max(0, depth)) + token)
    const opens = !isText && !closes && !token.endsWith('/>')
    if (opens) depth += 1
    before = isText ? 'text' : opens ? 'open' : 'close'
  }
  return lines.join('\n')
}
