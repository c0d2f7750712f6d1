// Profiles on the stage: kept, switched, planned, taken along; and passwords for old clients.
import * as v from 'valibot'
import { appError } from '../../shared/errors'
import type { AccountView } from '../../shared/model'
import type { CommandName, CommandPayload } from '../../shared/protocol'
import { profileSchema } from '../../shared/profiles/profile'
import type { NextSwitch, ScheduleEntry } from '../../shared/profiles/schedule'
import { scheduleSchema } from '../../shared/profiles/schedule'
import { nextSwitch } from '../../shared/profiles/switches'
import type { ProfilesView } from '../../shared/profiles/view'
import { err, ok, type Result } from '../../shared/result'

type ProfileCommand = Extract<CommandName, `profile.${string}`>

/** What became of an account by a command. */
interface Acted {
  readonly change: Partial<AccountView>
  readonly result: Result<unknown>
}

const fileSchema = v.object({ profiles: v.array(profileSchema), schedule: scheduleSchema })

/** Whether a command is about profiles. */
export function isAboutProfiles(command: CommandName): command is ProfileCommand {
  return command.startsWith('profile.')
}

/** The switch that comes next; `now` in ms since the epoch. */
export function nextOf(schedule: readonly ScheduleEntry[], now: number): NextSwitch | null {
  return nextSwitch(schedule, now, Intl.DateTimeFormat().resolvedOptions().timeZone)
}

/** What such a command changes, and its answer. */
export function actOnProfiles(
  account: AccountView,
  command: ProfileCommand,
  payload: unknown,
  now: number,
): Acted {
  const view = account.profiles
  const keep = (change: Partial<ProfilesView>, more: Partial<AccountView> = {}): Acted => {
    const profiles = { ...view, ...change }
    const next = nextOf(profiles.schedule, now)
    return { change: { profiles: { ...profiles, next }, ...more }, result: ok(null) }
  }
  switch (command) {
    case 'profile.save': {
      const { profile } = payload as CommandPayload<'profile.save'>
      const known = view.all.some(({ id }) => id === profile.id)
      const all = view.all.map((other) => (other.id === profile.id ? profile : other))
      return keep({ all: known ? all : [...all, profile] })
    }
    case 'profile.remove': {
      const { profile } = payload as CommandPayload<'profile.remove'>
      return keep({
        all: view.all.filter(({ id }) => id !== profile),
        schedule: view.schedule.filter((entry) => entry.profile !== profile),
        current: view.current === profile ? null : view.current,
      })
    }
    case 'profile.switch': {
      const wanted = (payload as CommandPayload<'profile.switch'>).profile
      const profile = view.all.find(({ id }) => id === wanted)
      if (!profile) return { change: {}, result: err(appError('not-found')) }
      const { policy, presence } = profile
      return keep(
        { current: wanted },
        {
          visibility: { ...account.visibility, requested: policy, confirmedAt: now },
          presence: presence ?? account.presence,
        },
      )
    }
    case 'profile.plan': {
      const { schedule, signIn } = payload as CommandPayload<'profile.plan'>
      return keep({ schedule, signIn })
    }
    case 'profile.export': {
      const text = JSON.stringify({ profiles: view.all, schedule: view.schedule })
      return { change: {}, result: ok({ text }) }
    }
    case 'profile.import': {
      const read = parse((payload as CommandPayload<'profile.import'>).text)
      if (read === null) return { change: {}, result: err(appError('profiles-damaged')) }
      return keep({ all: read.profiles, schedule: read.schedule })
    }
  }
}

function parse(text: string): v.InferOutput<typeof fileSchema> | null {
  try {
    const read = v.safeParse(fileSchema, JSON.parse(text))
    return read.success ? read.output : null
  } catch {
    return null
  }
}
