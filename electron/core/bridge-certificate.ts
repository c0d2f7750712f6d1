// The bridge's own certificate, for clients that insist on STARTTLS: made once and kept in the data folder, where the user
// may put another.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeCertificate } from '../bridge/certificate'
import type { OwnCertificate } from '../bridge/certificate'
import { isMissing, writeFileAtomic } from '../store/atomic-file'

/** Reads bridge.crt and bridge.key (PEM) from the data folder, or makes them. Rejects with the file system's error. */
export async function bridgeCertificate(dataDir: string, now: number): Promise<OwnCertificate> {
  const [cert, key] = await Promise.all([read(dataDir, 'crt'), read(dataDir, 'key')])
  if (cert !== undefined && key !== undefined) return { cert, key }
  const made = makeCertificate('Casper legacy bridge', now)
  await writeFileAtomic(fileOf(dataDir, 'key'), made.key)
  await writeFileAtomic(fileOf(dataDir, 'crt'), made.cert)
  return made
}

function fileOf(dataDir: string, ending: string): string {
  return join(dataDir, `bridge.${ending}`)
}

async function read(dataDir: string, ending: string): Promise<string | undefined> {
  return readFile(fileOf(dataDir, ending), 'utf8').catch((thrown: unknown) => {
    if (isMissing(thrown)) return undefined
    throw thrown
  })
}
