// A round trip on Casper's own line: what it wrote before was taken by the server, and is in the view.
import type { TestCasper } from '../support/casper'
import type { RunningServer } from '../support/server'
import type { TcpProxy } from '../support/tcp-proxy'
import { sleep, until } from '../support/wait'

/** What it goes over. */
export interface Road {
  readonly casper: TestCasper
  readonly account: string
  readonly proxy: TcpProxy
  readonly server: RunningServer
  /** How long it may take, in ms. */
  readonly patience: number
}

/** More than the view is behind, in ms. */
const frames = 50

/** Makes round trips. Each is false where Casper is not signed in. @param isAbsent whether nobody is at the machine */
export function roundTrips(road: Road, isAbsent: () => boolean): () => Promise<boolean> {
  const { casper, account, proxy, server, patience } = road
  let pings = 0
  const isOnline = () => casper.account().connection.state === 'online'
  const nextPing = () => {
    const id = `lab-${String(++pings)}`
    const xml = `<iq type='get' to='${server.domain}' id='${id}'><ping xmlns='urn:xmpp:ping'/></iq>`
    return { xml, mark: new RegExp(`id=["']${id}["']`) }
  }

  const byConsole = async (): Promise<boolean> => {
    const { xml, mark } = nextPing()
    await casper.request('console.open', { account })
    const sent = await casper.request('console.send', { account, xml })
    const isAnswered = () =>
      (casper.snapshot().console[account] ?? [])
        .slice(-400)
        .some((seen) => seen.direction === 'in' && mark.test(seen.xml))
    if (sent.ok) {
      await until(() => !isOnline() || isAnswered(), 'the server to answer Casper', patience)
    } else await sleep(20)
    return sent.ok && isAnswered()
  }

  // Whoever writes into the console is there. So it is asked on the line, in a way that no count of stanzas is upset by.
  const onLine = async (): Promise<boolean> => {
    const { xml, mark } = nextPing()
    const counts = server.kind !== 'jabberd2'
    const answered = counts
      ? await proxy.ask(`<r xmlns='urn:xmpp:sm:3'/>`, /<a [^>]*\bh=["']\d/, patience)
      : await proxy.ask(xml, mark, patience)
    await sleep(frames)
    return answered && isOnline()
  }

  return () => (isAbsent() ? onLine() : byConsole())
}
