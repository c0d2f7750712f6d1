// Spell checking without a word to anybody: macOS checks by itself; elsewhere only dictionaries that are here already
// are used, and none is ever fetched.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Session } from 'electron'
import type { ShellPart } from './shell'
import { following } from './shell'

type Checker = Pick<
  Session,
  | 'setSpellCheckerEnabled'
  | 'setSpellCheckerLanguages'
  | 'setSpellCheckerDictionaryDownloadURL'
  | 'availableSpellCheckerLanguages'
>

/** A port that the network stack never connects to (Fetch, "port blocking"): what would be fetched from here is not. */
const nowhere = 'https://127.0.0.1:9/'

/** Keeps a session from fetching dictionaries, and from checking until it is told to. */
export function silenceSpelling(
  session: Pick<Session, 'setSpellCheckerEnabled' | 'setSpellCheckerDictionaryDownloadURL'>,
): void {
  session.setSpellCheckerDictionaryDownloadURL(nowhere)
  session.setSpellCheckerEnabled(false)
}

/** Builds the part that follows the setting. @param dataDir the folder above `Dictionaries` */
export function createSpelling(
  session: Checker,
  platform: NodeJS.Platform,
  dataDir: string,
): ShellPart {
  let turn = 0

  const set = async (wanted: boolean): Promise<void> => {
    const current = ++turn
    const own = platform === 'darwin'
    const languages = own || !wanted ? [] : await languagesIn(join(dataDir, 'Dictionaries'))
    if (current !== turn) return
    const usable = knownAs(languages, session.availableSpellCheckerLanguages)
    if (usable.length > 0) session.setSpellCheckerLanguages(usable)
    session.setSpellCheckerEnabled(wanted && (own || usable.length > 0))
  }

  return following(
    ({ settings }) => settings.desktop.spellCheck,
    (wanted) => void set(wanted),
  )
}

/** The languages of the dictionaries in a folder: en-US of en-US-10-1.bdic. */
async function languagesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const file = /^([a-z]{2,3}(?:-[A-Za-z0-9]+)*?)-\d+-\d+\.bdic$/
  return names.flatMap((name) => file.exec(name)?.[1] ?? [])
}

/** What Chromium calls them: for many it knows the language alone, though the file names a region (de, de-DE-3-0.bdic). */
function knownAs(languages: readonly string[], known: readonly string[]): string[] {
  const names = languages.map((one) =>
    [one, one.replace(/-.*/, '')].find((name) => known.includes(name)),
  )
  return [...new Set(names.flatMap((name) => name ?? []))]
}
