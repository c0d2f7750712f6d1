// The sentences for rooms: why one could not be entered (XEP-0045 s.7.2), and why one was left (s.9, s.10.9).

type Sentences = readonly [message: string, visibility: string, action: string]

const outside = 'Nobody in the room was shown that you wished to enter.'
const left = 'Whoever is in the room was shown that you left; nobody else learns anything.'
const unchanged = 'Who sees you did not change.'
const again = 'Try again later.'

/** By code: what happened, what it means for who sees the user, what to do. */
export const roomSentences: Readonly<Record<string, Sentences>> = {
  'room-own-list': [
    'Your own server did not let your presence out to the room: a privacy list stands in its way.',
    outside,
    'Look at the rules that you made with other clients; the room itself refused nothing.',
  ],
  'room-not-a-room': [
    'There is no room at this address, so nothing was sent to it.',
    unchanged,
    'Check the address; it looks like room@conference.example.org.',
  ],
  'room-is-contact': [
    'This address is one of your contacts, so nothing was sent to it.',
    unchanged,
    'Enter the address of a room.',
  ],
  'room-silent': [
    'The room did not answer in time.',
    'Perhaps it shows you to whoever is in it; nobody else was shown anything.',
    'Try again, or leave it.',
  ],
  'room-unreachable': [
    'The server of this room cannot be reached.',
    unchanged,
    'Check the part after the @, or try again later.',
  ],
  'room-nick-invalid': ['This cannot be a nickname.', unchanged, 'Choose another one.'],
  'room-nick-taken': [
    'Somebody else in the room has this nickname.',
    outside,
    'Choose another nickname.',
  ],
  'room-nick-locked': [
    'The room does not accept this nickname.',
    outside,
    'Use the nickname that you are registered with there.',
  ],
  'room-password': ['The room asks for a password.', outside, 'Enter the password of the room.'],
  'room-members-only': [
    'Only members may enter this room.',
    outside,
    'Ask whoever runs the room to make you a member.',
  ],
  'room-banned': [
    'You are banned from this room.',
    'You are not in the room and cannot be seen there.',
    'Ask whoever runs the room.',
  ],
  'room-locked': ['The room does not exist yet or is being set up.', outside, again],
  'room-creation': [
    'There is no such room, and the server does not let you make one.',
    outside,
    'Check the address.',
  ],
  'room-full': ['The room is full.', outside, again],
  'room-refused': ['The room refused.', outside, 'Try again, or look at the details.'],
  'room-kicked': ['You were removed from the room.', left, 'You may enter it again.'],
  'room-closed-to-you': [
    'The room is for members only now, and you are not one.',
    left,
    'Ask whoever runs the room to make you a member.',
  ],
  'room-destroyed': ['The room was closed for good.', left, 'Nothing needs to be done.'],
  'room-shutdown': [
    'The server of the room is shutting down.',
    left,
    'Enter the room again later.',
  ],
  'room-dropped': ['The room says that you are not in it any more.', left, 'Enter it again.'],
  'room-outside': [
    'You are not in this room.',
    unchanged,
    'Enter the room first; what you wrote was not sent.',
  ],
  'room-too-many': ['You are in too many rooms.', unchanged, 'Leave a room first.'],
}
