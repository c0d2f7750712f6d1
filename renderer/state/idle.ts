// Tells the main process whether anybody is there, where it cannot know by itself: in a browser tab. Either the browser
// watches (Idle Detection API, where it was permitted), or this page's own input counts; never both.
import type { Bridge, CommandPayload } from '../../shared/protocol'

type Report = CommandPayload<'idle.report'>

interface IdleDetector extends EventTarget {
  readonly userState: 'active' | 'idle' | null
  readonly screenState: 'locked' | 'unlocked' | null
  start(options: { threshold: number; signal: AbortSignal }): Promise<void>
}

/** What somebody does who is there. To be shown again, or to get the focus, is nothing that anybody did. */
const input = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const
/**
 * ms between two reports: while somebody does something, and while nobody does, lest the two clocks drift apart; also
 * while the browser watches and somebody is there.
 */
const often = 15_000
const rarely = 60_000
/** The shortest time the browser can tell apart, in ms (Idle Detection API, s.4.2). */
const shortest = 60_000

/** Begins to tell, as soon as the main process says that it is a tab's. Goes on until the page is left. */
export function reportIdle(bridge: Bridge, page: Window): void {
  let telling: { again(): void } | null = null
  bridge.onEvent((update) => {
    if (update.kind !== 'snapshot' || update.snapshot.host.kind !== 'tab') return
    // Another main process, or the same after a break: it knows nothing of this page.
    if (telling) telling.again()
    else telling = tell((report) => void bridge.request('idle.report', report), page)
  })
}

function tell(send: (report: Report) => void, page: Window): { again(): void } {
  let current = watchInput(send, page)
  const watchAsPermitted = async (permitted: boolean): Promise<void> => {
    const next = permitted ? await watchBrowser(send, page) : null
    current.stop()
    current = next ?? watchInput(send, page, current.lastInput())
  }
  const name = 'idle-detection' as PermissionName
  page.navigator.permissions.query({ name }).then(
    (status) => {
      const follow = (): void => void watchAsPermitted(status.state === 'granted')
      status.addEventListener('change', follow)
      if (status.state === 'granted') follow()
    },
    // This browser has no such thing.
    () => undefined,
  )
  return { again: () => current.say() }
}

interface Watch {
  say(): void
  stop(): void
  lastInput(): number
}

/** Watches this page. To open it is an act of the user's. */
function watchInput(send: (report: Report) => void, page: Window, since = Date.now()): Watch {
  let lastInput = since
  let said = { at: 0, idle: 0 }
  let timer = 0

  const say = (): void => {
    clearTimeout(timer)
    const at = Date.now()
    said = { at, idle: Math.max(0, at - lastInput) }
    timer = page.setTimeout(say, rarely)
    send({ seconds: said.idle / 1000, locked: false })
  }
  const noticed = (event: Event): void => {
    if (!event.isTrusted) return
    lastInput = Date.now()
    clearTimeout(timer)
    // That somebody is back is said at once.
    const due = said.at + often - lastInput
    if (due <= 0 || said.idle > often) say()
    else timer = page.setTimeout(say, due)
  }
  const options = { capture: true, passive: true } as const
  for (const name of input) page.addEventListener(name, noticed, options)
  say()
  return {
    say,
    lastInput: () => lastInput,
    stop: () => {
      clearTimeout(timer)
      for (const name of input) page.removeEventListener(name, noticed, options)
    },
  }
}

/** Has the browser watch; null where it does not after all. */
async function watchBrowser(send: (report: Report) => void, page: Window): Promise<Watch | null> {
  if (!('IdleDetector' in page)) return null
  const detector = new (page.IdleDetector as new () => IdleDetector)()
  const ending = new AbortController()
  let lastInput = Date.now()
  let timer = 0

  const say = (): void => {
    clearTimeout(timer)
    const active = detector.userState === 'active'
    if (active) lastInput = Date.now()
    const locked = detector.screenState === 'locked'
    // A page that is frozen hears of nothing; what it said last must not hold for ever.
    if (active) timer = page.setTimeout(say, rarely)
    send({ seconds: (Date.now() - lastInput) / 1000, locked, active })
  }
  const stop = (): void => {
    clearTimeout(timer)
    ending.abort()
  }
  const changed = (): void => {
    if (detector.userState === 'idle') lastInput = Math.min(lastInput, Date.now() - shortest)
    say()
  }
  detector.addEventListener('change', changed)
  const begun = await detector
    .start({ threshold: shortest, signal: ending.signal })
    .then(() => true)
    .catch(() => false)
  if (!begun) return null
  say()
  return { say, stop, lastInput: () => lastInput }
}
