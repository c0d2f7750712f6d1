// Links that leave the app.

const allowed = new Set(['https:', 'mailto:'])

/** Whether Casper itself shows what that link is about (xmpp:, im:). */
export function isOwnLink(url: string): boolean {
  return /^(xmpp|im):/i.test(url)
}

/** The link in its normal form if the system may be asked to open it; undefined otherwise. */
export function externalUrl(url: string): string | undefined {
  if (url.length > 2048 || !URL.canParse(url)) return undefined
  const parsed = new URL(url)
  return allowed.has(parsed.protocol) ? parsed.href : undefined
}
