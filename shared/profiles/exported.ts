// Profiles as text, to be carried from one account or computer to another.
import * as v from 'valibot'
import { appError } from '../errors'
import type { Result } from '../result'
import { err, ok } from '../result'
import type { Profile } from './profile'
import { profileSchema } from './profile'
import type { ScheduleEntry } from './schedule'
import { scheduleSchema } from './schedule'

/** What is exported. */
export interface Exported {
  readonly profiles: readonly Profile[]
  readonly schedule: readonly ScheduleEntry[]
}

/** Bytes that such a text may have as JSON in UTF-8, which is how it is handed over. */
export const largestImport = 4_000_000

const version = 1

const exportedSchema = v.strictObject({
  /** Tells such a text from any other JSON. */
  format: v.literal('casper-profiles'),
  version: v.literal(version),
  profiles: v.pipe(
    v.array(profileSchema),
    v.maxLength(100),
    v.check((all) => new Set(all.map(({ id }) => id)).size === all.length, 'two with one id'),
  ),
  schedule: scheduleSchema,
})

/** The text. */
export function exportProfiles({ profiles, schedule }: Exported): string {
  const file = { format: 'casper-profiles', version, profiles, schedule }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** Reads such a text. Errors: `profiles-newer`; `profiles-damaged`, whose detail says where and what is wrong. */
export function importProfiles(text: string): Result<Exported> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (thrown) {
    return err(appError('profiles-damaged', String(thrown)))
  }
  if (isNewer(json)) return err(appError('profiles-newer'))
  const checked = v.safeParse(exportedSchema, json)
  if (checked.success) return ok(checked.output)
  const [issue] = checked.issues
  const where = v.getDotPath(issue) ?? 'the text'
  return err(appError('profiles-damaged', `${where}: ${issue.message}`))
}

function isNewer(json: unknown): boolean {
  const said = typeof json === 'object' && json !== null && 'version' in json ? json.version : 0
  return typeof said === 'number' && said > version
}
