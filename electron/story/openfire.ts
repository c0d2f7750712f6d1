// Invisible the Openfire way: unavailable to all, and directed presence to some (RFC 6121 s.4.6).
import type { Story } from './story'
import { streamEnd } from './story'

const [erin, frank, sam] = ['erin', 'frank', 'sam'] as const

/** A teacher who is there for two colleagues, and neither for a student nor for a stranger. */
export const openfire: Story = {
  title: 'The Openfire way: unavailable, then directed presence to some',
  domain: 'campus.example',
  user: 'dana',
  cast: [
    ...[erin, frank, sam].map((name) => ({ name, isContact: true })),
    { name: 'mallory', isContact: false },
  ],
  signInInvisible: false,
  scenes: [
    {
      title: 'Dana signs in, visible to her contacts',
      intent: '<presence/>',
      seenBy: [erin, frank, sam],
    },
    {
      title: 'She is unavailable to everybody, and stays connected',
      intent: `<presence type='unavailable'/>`,
      seenBy: [],
    },
    {
      title: 'She is there for Erin',
      intent: `<presence to='erin@campus.example'/>`,
      seenBy: [erin],
    },
    {
      title: 'And for Frank, who is not to disturb her',
      intent: `<presence to='frank@campus.example'><show>dnd</show><status>marking</status></presence>`,
      seenBy: [erin, frank],
    },
    {
      title: 'No longer for Erin',
      intent: `<presence to='erin@campus.example' type='unavailable'/>`,
      seenBy: [frank],
    },
    {
      title: 'She is there for everybody again',
      intent: '<presence><show>chat</show></presence>',
      seenBy: [erin, frank, sam],
    },
    {
      title: 'Unavailable once more, before she leaves',
      intent: `<presence type='unavailable'/>`,
      seenBy: [],
    },
    { title: 'She signs out', intent: streamEnd, seenBy: [] },
  ],
}
