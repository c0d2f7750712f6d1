// Tkabber on a display of its own, told what to do in its own language, Tcl.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startChild } from '../child'
import { until } from '../wait'
import { startDisplay } from './display'
import type { Program, ProgramLogin } from './program'

/** Tkabber, which hides by privacy lists of its own. */
export interface TkabberProgram extends Program {
  /** What the box "Add user to my invisible list" in the menu of a contact does. */
  hideFrom(jid: string, hide: boolean): Promise<void>
  /** It goes away by itself after so many seconds without a key or the mouse; before: five minutes. */
  goesAwayAfter(seconds: number): Promise<void>
}

/** Starts it; it logs in by itself. */
export async function startTkabber(login: ProgramLogin): Promise<TkabberProgram> {
  const { folder } = login
  const display = await startDisplay(folder)
  const home = join(folder, 'tkabber')
  mkdirSync(home)
  const todo = join(home, 'todo')
  const done = join(home, 'done')
  for (const file of [todo, done]) writeFileSync(file, '')
  writeFileSync(join(home, 'config.tcl'), configuration(login, todo, done))
  const child = startChild('tkabber', [], {
    cwd: home,
    env: { ...display.env, TKABBER_HOME: home },
  })
  let told = 0
  const results = () => readFileSync(done, 'utf8').split('\n')
  const tell = async (script: string) => {
    const at = told++
    appendFileSync(todo, `${script}\n`)
    const result = await until(
      () => results()[at + 1] !== undefined && results()[at],
      script,
      20_000,
    )
    if (!result.startsWith('0 ')) throw new Error(`${script}: ${result}`)
  }
  const log = () => Promise.resolve(`${child.log()}\n${readFileSync(done, 'utf8')}`)
  return {
    name: 'Tkabber',
    show: (status) => tell(`set ::userstatus ${status === 'online' ? 'available' : status}`),
    write: (to, body) =>
      tell(`message::send_msg [lindex [connections] 0] ${to} -type chat -body {${body}}`),
    hideFrom: (jid, hide) => {
      const act = hide ? 'add_to_special_list' : 'remove_from_special_list'
      return tell(`privacy::${act} [lindex [connections] 0] invisible ${jid}`)
    },
    goesAwayAfter: (seconds) =>
      tell(`set ::plugins::autoaway::options(awaytime) ${String(seconds / 60)}`),
    log,
    close: async () => {
      await child.end('SIGTERM')
      await display.close()
    },
  }
}

// Each line of the one file is a script; its code and result become a line of the other.
function configuration(login: ProgramLogin, todo: string, done: string): string {
  const settings = {
    user: login.user,
    server: 'localhost',
    password: login.password,
    resource: 'tkabber',
    usesasl: 1,
    allowauthplain: 1,
    stream_options: 'plaintext',
    usealtserver: 1,
    altserver: '127.0.0.1',
    altport: login.port,
    stream_management: 1,
  }
  const sets = Object.entries(settings).map(
    ([key, value]) => `set loginconf(${key}) {${String(value)}}`,
  )
  return `
proc postload {} { global loginconf autologin
${sets.join('\n')}
set autologin 1 }
set told 0
proc listen {} {
  set in [open {${todo}}]
  set lines [lrange [split [read $in] "\\n"] 0 end-1]
  close $in
  foreach line [lrange $lines $::told end] {
    incr ::told
    set code [catch {uplevel #0 $line} result]
    set out [open {${done}} a]
    puts $out "$code [string map {\\n { }} $result]"
    close $out
  }
  after 200 listen
}
after 300 listen
`
}
