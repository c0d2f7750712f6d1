// What a program says of itself in presence: what it can do (XEP-0115 s.4) and which picture its user has (XEP-0153 s.3).
import type { Element } from '@xmpp/xml'
import xml from '@xmpp/xml'
import type { ProgramNote } from '../../shared/model'
import { nsCaps, nsVcardUpdate } from './namespaces'

/** Characters of one part that are passed on: no program needs more. */
const longest = 256

/** Reads what presence says of its program; undefined where it says nothing that can be passed on. */
export function readProgram(presence: Element): ProgramNote | undefined {
  const { node, ver, hash, ext } = presence.getChild('c', nsCaps)?.attrs ?? {}
  if (node === undefined || ver === undefined) return undefined
  const photo = presence.getChild('x', nsVcardUpdate)?.getChildText('photo') ?? undefined
  const parts = { ver, hash, ext, photo }
  const said = Object.entries(parts).filter(
    (part): part is [string, string] => part[1] !== undefined,
  )
  if ([node, ...said.map(([, text]) => text)].some(({ length }) => length > longest))
    return undefined
  return { node, ver, ...Object.fromEntries(said) }
}

/** What presence is to say of a program. */
export function programElements({ node, ver, hash, ext, photo }: ProgramNote): Element[] {
  const caps = xml('c', { xmlns: nsCaps, hash, node, ver, ext })
  if (photo === undefined) return [caps]
  return [caps, xml('x', { xmlns: nsVcardUpdate }, xml('photo', {}, photo))]
}
