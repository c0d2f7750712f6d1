// Opens the user's browser, where the system has a way to do so.
import { spawn } from 'node:child_process'

/** The program that opens an address on this system, and its arguments. */
export function openerOf(platform: NodeJS.Platform, url: string): readonly [string, string[]] {
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]]
  return [platform === 'darwin' ? 'open' : 'xdg-open', [url]]
}

/** Asks the system to open the address. Where it cannot, nothing happens: the address was printed as well. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): void {
  const [program, args] = openerOf(platform, url)
  const child = spawn(program, args, { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
