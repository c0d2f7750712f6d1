// What the tests do with a real legacy client, whichever it is.

/** Whom a program logs in as, and where: always in the clear, on loopback. */
export interface ProgramLogin {
  readonly user: string
  readonly password: string
  readonly port: number
  /** An existing folder for all that it writes. */
  readonly folder: string
}

/** A real program that is logged in, or about to be. */
export interface Program {
  /** Its own name and Debian's version of it. */
  readonly name: string
  /** Does what it does when its user becomes available, away or invisible. */
  show(status: 'online' | 'away' | 'invisible'): Promise<void>
  /** Sends a chat message. */
  write(to: string, body: string): Promise<void>
  /** What it has on its screen or has logged, for the report of a failure. */
  log(): Promise<string>
  close(): Promise<void>
}
