// XEP-0018 s.4.1: undirected presence, such as auto-away, while invisible to selected contacts.
import type { Story } from './story'
import { streamEnd } from './story'

const [stpeter, pgmillard, rynok] = ['stpeter', 'pgmillard', 'rynok'] as const

/** Listings 5 to 15, and the end of the session. */
export const xep0018: Story = {
  title: 'XEP-0018, section 4.1: auto-away while invisible to some',
  domain: 'foo.com',
  user: 'joe',
  cast: [stpeter, pgmillard, rynok].map((name) => ({ name, isContact: true })),
  signInInvisible: true,
  scenes: [
    {
      title: 'Joe signs in, invisible to everybody (listing 5)',
      intent: `<presence type='invisible'/>`,
      seenBy: [],
    },
    {
      title: 'He lets rynok see him (listing 6)',
      intent: `<presence to='rynok@foo.com' type='visible'/>`,
      seenBy: [rynok],
    },
    {
      title: 'His client goes away by itself (listing 8)',
      intent: '<presence><show>xa</show><status>Away (due to idle)</status></presence>',
      seenBy: [rynok],
    },
    {
      title: 'He becomes visible to everybody (listing 10)',
      intent: `<presence type='visible'/>`,
      seenBy: [stpeter, pgmillard, rynok],
    },
    {
      title: 'He becomes invisible to pgmillard (listing 12)',
      intent: `<presence to='pgmillard@foo.com' type='invisible'/>`,
      seenBy: [stpeter, rynok],
    },
    {
      title: 'He is free to chat (listing 14)',
      intent: '<presence><show>chat</show></presence>',
      seenBy: [stpeter, rynok],
    },
    { title: 'He signs out', intent: streamEnd, seenBy: [] },
  ],
}
