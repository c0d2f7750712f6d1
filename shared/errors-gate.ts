// The sentences of the gate: what it holds back, what it asks before, and what a decloak needs.

type Sentences = readonly [message: string, visibility: string, action: string]

const unchanged = 'Who sees you did not change.'

/** By code: what happened, what it means for who sees the user, what to do. */
export const gateSentences: Readonly<Record<string, Sentences>> = {
  'gate-held': [
    'Casper held something back that would have shown that you are here.',
    unchanged,
    'Nothing needs to be done.',
  ],
  'gate-asks': [
    'Sending this tells them that you are here.',
    'It was not sent: nobody was shown anything.',
    'Write it in the conversation with them; Casper asks there whether to send it.',
  ],
  'gate-automatic': [
    'Your program answered them by itself (OTR), which would have shown that you are here.',
    unchanged,
    'Write to them in plain words first, if they may know that you are here.',
  ],
  'decloak-unsubscribed': [
    'This person does not receive your presence, so they cannot be let see you for a while.',
    unchanged,
    'Send the message without being seen, or let them subscribe to your presence first.',
  ],
}
