// The people of the casts: everyday ones, awkward ones, and a crowd.
import type { BareJid } from '../../shared/jid'
import type { Contact, ResourcePresence, Show } from '../../shared/model'

/** Somebody of the cast. `here` absent: offline. */
function contact(
  jid: string,
  name: string,
  groups: readonly string[],
  here?: Show | 'available',
  status = '',
): Contact {
  const resource: ResourcePresence = {
    resource: 'desk',
    show: here === 'available' ? null : (here ?? null),
    status,
    priority: 0,
  }
  return {
    jid: jid as BareJid,
    name,
    groups,
    subscription: 'both',
    ask: false,
    resources: here === undefined ? [] : [resource],
    unread: 0,
  }
}

/** The contacts of most casts. */
export function everyday(): readonly Contact[] {
  return [
    contact('ines@example.org', 'Ines Carvalho', ['Friends'], 'available', 'Back at four'),
    contact('jon@example.org', 'Jon Aasland', ['Friends'], 'away'),
    contact('tomasz@example.net', 'Tomasz Wilk', ['Friends', 'Chess'], 'chat', 'Up for a game'),
    { ...contact('noor@example.net', 'Noor Haddad', ['Friends'], 'xa'), unread: 3 },
    contact('hana@example.org', 'Hana Sato', ['Friends']),
    contact('mother@example.org', 'Mother', ['Family'], 'available'),
    contact('luc@example.org', 'Luc', ['Family']),
    contact('beatriz@work.example', 'Beatriz Lund', ['Work'], 'dnd', 'In a review until two'),
    contact('omar@work.example', 'Omar Faruk', ['Work'], 'available'),
    contact('piet@work.example', 'Piet de Boer', ['Work'], 'away', 'Lunch'),
    contact('yuki@work.example', 'Yuki Tanaka', ['Work']),
    { ...contact('new@example.net', '', []), subscription: 'none', ask: true },
    contact('gateway.example.org', 'Weather', [], 'available'),
    { ...contact('stranger@example.com', '', []), subscription: 'none', unread: 1 },
  ]
}

/** Names that are hard to draw. */
export function awkward(): readonly Contact[] {
  const long = 'A name that does not end where a name should end, and goes on '.repeat(5)
  return [
    contact('long@example.org', long, ['Friends'], 'available', long),
    contact('arabic@example.org', 'نور الهدى', ['أصدقاء'], 'away', 'سأعود قريبا'),
    contact('hebrew@example.org', 'דנה לוי', ['Friends'], 'available'),
    contact('emoji@example.org', '👩‍🚀 Ada 🛰️', ['🚀 Orbit'], 'chat', '🌍🌎🌏'),
    contact('markup@example.org', '<b>Bold</b> &amp; "quoted"', ['Friends'], 'dnd'),
    contact('one-two-three-four-five-six-seven@a-very-long-domain.example', '', ['Friends']),
    contact('many@example.org', 'In every group', ['Friends', 'Work', long], 'available'),
  ]
}

/** So many contacts. */
export function crowd(size: number): readonly Contact[] {
  const groups = ['Friends', 'Family', 'Work', 'Chess', 'Choir', 'Neighbours', 'School', 'Club']
  const shows = ['available', 'away', 'dnd', 'xa', 'chat'] as const
  return Array.from({ length: size }, (_, index) => {
    const here = index % 3 === 0 ? shows[index % shows.length] : undefined
    const group = groups[index % groups.length] ?? 'Friends'
    return contact(`person-${index}@example.org`, `Person ${(index * 7919) % size}`, [group], here)
  })
}
