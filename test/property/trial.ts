// One random life of the engine on the model server. Everything that happens is written down; what breaks the
// safety law is reported together with all that led to it.
import { readingOf } from '../../electron/demo/state/quirks'
import type { BareJid } from '../../shared/jid'
import type { Entity } from '../../shared/privacy/evaluate'
import { declined } from '../../shared/privacy/list'
import { ok, type Result } from '../../shared/result'
import type { Effect, EffectReply, Input, NumberedEffect } from '../../shared/visibility/effects'
import { createEngine, farewell, step } from '../../shared/visibility/engine'
import { inForce, isOut } from '../../shared/visibility/state'
import { visibilityView } from '../../shared/visibility/view'
import type { Fault } from '../support/model-server'
import { modelServer } from '../support/model-server'
import { effectWords, inputWords, itemsWords } from '../support/visibility-words'
import { failureFault, ghostFault, listFault, restFault } from './checks'
import type { Moment } from './law'
import { allDue, isBlocked, mixtures, movedBetween } from './law'
import type { Start } from './start'
import { isFinal, slots, startWords } from './start'
import { isWritten, unsure } from './on-the-way'
import type { Trial } from './trial-acts'
import { wishedActs } from './wished-acts'
import { witness } from './witness'

interface Underway {
  readonly numbered: NumberedEffect
  readonly asked: Moment
  /** Who was taken to see the session when it was asked for, or was to see it at some time. */
  readonly believed: ReadonlySet<string>
}

/** Starts a trial: signed in, roster loaded. */
export function trial(start: Start): Trial {
  const server = modelServer({
    ...start,
    onPush: (name) => {
      if (start.pushes) tell({ type: 'list-pushed', name })
    },
  })
  const { note, check, judge, ...watch } = witness(server, startWords(start))
  const { acquainted, missed } = watch
  let engine = createEngine({ ...start, keptDefault: declined }, slots)
  const house = start.default ?? null
  let own = start.active ?? null
  let before: Effect | null = null
  let underway: Underway | null = null
  let answer: Result<EffectReply> | null = null
  let written: Underway[] = []
  let news: Entity[] = []
  const deeds = wishedActs()
  // Whom the user is about to block. Where the server tells them of it, they may see the session or not until then.
  const foretold = new Set<string>()
  const isQuiet = start.habits.quietBlocks === true
  // Whether the rules in force may be others than the session made: whom they show it then, it cannot know.
  let tampered = false
  // All that was wished since the last rest, and whether anything failed since.
  let wished: Moment[] = []
  let failed = false
  const theirs = new Map(Object.entries(start.lists ?? {}))

  const moment = (): Moment => ({
    policy: engine.policy,
    rules: server.lists.get(own ?? house ?? '') ?? [],
    people: new Map(server.people),
    blocked: server.blocked.union(isQuiet ? foretold : new Set()),
    reading: readingOf(start.quirks ?? []),
  })
  const sinceRest = () => wished.flatMap((one) => mixtures(one, moment()))
  // A blocked domain blocks its people, too.
  const concerned = () =>
    [...server.people.keys()].filter((jid) => isBlocked({ ...moment(), blocked: foretold }, jid))
  const scene = () => ({
    engine,
    server,
    now: moment(),
    house,
    own,
    theirs,
    missed: isQuiet ? missed : missed.union(new Set(concerned())),
  })
  const atRest = () => underway === null

  function tell(input: Input): void {
    note(`tell: ${inputWords(input)}`)
    const taken = step(engine, input, 1)
    engine = taken.state
    failed ||= engine.failure !== null
    wished.push(moment())
    if (engine.inFlight === null) underway = null
    for (const numbered of taken.effects) {
      note(`asks ${String(numbered.id)}: ${effectWords(numbered.effect)}`)
      const asked = moment()
      for (const jid of allDue(asked)) acquainted.add(jid)
      // Whom the rules in force let see what is out may have asked for it.
      const open = server.broadcast ? [...server.people.keys()].filter(server.reaches) : []
      for (const jid of open) acquainted.add(jid)
      // Where it is not known what is in force, presence is taken back from everybody.
      const blind = inForce(engine.server) === null ? server.people.keys() : []
      const believed = engine.server.shown.union(acquainted).union(new Set(blind))
      underway = { numbered, asked, believed }
      answer = null
    }
    checkRest()
  }

  function run({ numbered, asked, believed }: Underway, fault?: Fault): Result<EffectReply> {
    note(`runs ${String(numbered.id)}${fault ? ` with ${Object.values(fault).join(' ')}` : ''}`)
    before = fault ? null : numbered.effect
    const { effect } = numbered
    const result = effect.kind === 'subscription' ? act(effect) : server.answer(effect, fault)
    // An act is wished for what it makes of its contact.
    const now = moment()
    const become = effect.kind === 'subscription' ? now.people : asked.people
    // Of the end at the invisible command the server itself tells, whatever the engine does.
    const moved = effect.kind === 'cloak' ? movedBetween(asked, now) : []
    // Whoever is about to be blocked is not, yet.
    const yet = { ...asked, blocked: new Set(server.blocked) }
    judge([asked, { ...asked, people: become }, now, yet], believed.union(new Set(moved)))
    return result
  }

  function act(effect: Extract<Effect, { kind: 'subscription' }>): Result<EffectReply> {
    const { act, to } = effect
    // Whom the user blocks, nothing reaches at all.
    if (isBlocked(moment(), to)) deeds.excuse({ act, to })
    const known = server.people.get(to)
    const result = server.answer(effect)
    const person = server.people.get(to)
    if (person && person !== known) news.push(person)
    return result
  }

  function flush(): void {
    const late = written
    written = []
    for (const each of late) run(each)
    hear()
  }

  // The server says what became of the roster.
  function hear(): void {
    for (let person = news.shift(); person; person = news.shift()) {
      tell({ type: 'roster-changed', person })
    }
  }

  function checkRest(): void {
    const awaits = !atRest() || written.length > 0 || news.length > 0
    if (engine.session === null || engine.roster === null || awaits) return
    check(listFault(scene()))
    check(engine.failure === null ? restFault(scene()) : failureFault(scene()))
    if (engine.failure === null) check(deeds.fault(engine, server))
    tampered = false
    failed = engine.failure !== null
    wished = [moment()]
    deeds.rest()
  }

  const self: Trial = {
    server,
    state: () => engine,
    report: watch.report,
    tell,
    advance({ early, fault }) {
      if (underway === null) {
        flush()
        checkRest()
        return
      }
      const { numbered } = underway
      // What is no request is done for the engine once it is written; a question or an order when it is answered.
      if (isWritten(numbered.effect)) {
        written.push(underway)
        if (!early) flush()
        tell({ type: 'effect-done', id: numbered.id, result: ok({ kind: 'done' }) })
      } else if (answer === null) {
        flush()
        answer = run(underway, fault(numbered.effect, before))
      } else {
        tell({ type: 'effect-done', id: numbered.id, result: answer })
      }
    },
    happen(what, change) {
      // Presence is written as soon as it is asked for, and reaches the server before that does something by itself.
      flush()
      while (underway && isWritten(underway.numbered.effect))
        self.advance({ early: false, fault: () => undefined })
      const settled = atRest() && visibilityView(engine).phase === 'confirmed'
      note(`then ${what}`)
      change()
      wished.push(moment())
      if (settled) judge([moment()], acquainted)
      else if (tampered || failed) watch.overlook()
      // On the way from one wish to another, one of them allows what is shown; ends are not judged.
      else judge(sinceRest(), new Set(server.people.keys()))
    },
    want(act, to) {
      deeds.wish({ act, to: to as BareJid })
      tell({ type: 'subscription-wanted', act, to: to as BareJid })
    },
    block(jid) {
      // Where presence is broadcast, the server itself tells whoever is blocked, if it does that at all.
      if (!isOut(engine.server) || isQuiet) {
        foretold.add(jid)
        tell({ type: 'block-foretold', jid })
      }
      self.settle()
      self.happen(`the user blocks ${jid}`, () => server.block(jid))
      foretold.delete(jid)
      const blocked = [...server.blocked]
      tell({ type: 'surroundings-known', services: engine.services, blocked })
    },
    mayHaveWay: (jid) => start.habits.swallowsSubscriptions && deeds.concern(jid),
    switchList(name) {
      if (engine.server.restore.kind === 'unknown' || (name && !server.lists.has(name))) return
      if (answer !== null) self.advance({ early: false, fault: () => undefined })
      for (const jid of server.people.keys()) acquainted.add(jid)
      if (underway) underway = { ...underway, believed: underway.believed.union(acquainted) }
      tampered = true
      self.happen(`the active list is ${String(name)}`, () => (server.active = name))
      tell({ type: 'lists-doubted' })
    },
    appear(jid) {
      if (!server.offline.has(jid)) return
      let told = false
      self.happen(`${jid} comes online`, () => (told = server.comeOnline(jid)))
      if (told) tell({ type: 'contact-appeared', jid })
      else if (server.view(jid) === null || tampered) missed.add(jid)
    },
    leave() {
      flush()
      const last = farewell(engine)
      note(`leaves with ${last.map(effectWords).join('; ') || 'nothing'}`)
      for (const effect of last) server.answer(effect)
      server.endSession()
      judge([moment()], acquainted)
      check(ghostFault(scene()))
      tell({ type: 'session-ended' })
    },
    meddle(name, items) {
      self.settle()
      // Where no change is told, nobody can know of one to the rules in force or to the user's own.
      if (!start.pushes && [server.active, server.default, own, house].includes(name)) return
      // A list of ours that is taken away lets anybody see what is out; taking it back may tell them, too.
      if (name !== 'mine' && name !== 'house') {
        for (const jid of server.people.keys()) acquainted.add(jid)
      }
      // Names that are our own are nobody else's, whoever wrote there last.
      if (items && slots.every((slot) => slot !== name)) theirs.set(name, items)
      else theirs.delete(name)
      const what = `another client writes ${name}: ${items ? itemsWords(items) : 'gone'}`
      tampered = true
      self.happen(what, () => server.putList(name, items))
    },
    lose(reached) {
      const unanswered = underway !== null && answer === null ? [underway] : []
      const lost = [...written, ...unanswered]
      written = []
      for (const { numbered } of lost) {
        if (numbered.effect.kind === 'subscription') deeds.excuse(numbered.effect)
      }
      if (reached) for (const each of lost) run(each)
      tell({ type: 'session-lost' })
      const open = reached ? [] : lost.flatMap(({ numbered }) => unsure(numbered.effect))
      for (const input of open) tell(input)
    },
    restart(stored) {
      note('is killed, and starts again')
      engine = createEngine({ ...engine, ...stored }, slots)
      underway = answer = null
    },
    begin(resumed) {
      if (!resumed) {
        server.beginSession()
        own = null
        before = null
        news = []
        watch.forget()
      }
      tell({ type: 'session-started', resumed, habits: start.habits })
      if (resumed) hear()
      else tell({ type: 'roster-loaded', people: [...server.people.values()] })
    },
    settle() {
      for (let left = 400; left > 0; left -= 1) {
        self.advance({ early: false, fault: () => undefined })
        if (atRest() && written.length === 0) {
          if (engine.failure === null || isFinal(engine.failure.code)) return
          tell({ type: 'retry' })
        }
      }
      check('never comes to rest')
    },
  }
  self.tell({ type: 'session-started', resumed: false, habits: start.habits })
  self.tell({ type: 'roster-loaded', people: [...server.people.values()] })
  return self
}
