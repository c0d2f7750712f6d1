// The cast, as data. Everybody in it is made up.
import type { Mood, Role } from './members'

/** The groups of the user's roster. */
const friends = ['Friends']
const work = ['Work']
const students = ['Students']
const family = ['Family']
const irc = ['IRC']

const here = (status = ''): Mood => ({ show: null, status })
const away = (status = ''): Mood => ({ show: 'away', status })
const gone = (status = ''): Mood => ({ show: 'xa', status })
const busy = (status = ''): Mood => ({ show: 'dnd', status })
const chatty = (status = ''): Mood => ({ show: 'chat', status })

const contact = { kind: 'contact', subscription: 'both', curious: false, nick: null } as const
const quiet = { question: [], other: [] } as const

/** The user's contacts. */
export const contacts: readonly Role[] = [
  {
    ...contact,
    address: 'lea',
    name: 'Lea Brandt',
    groups: friends,
    resource: 'phone',
    client: 'Pocket 4.1',
    presence: 'always',
    moods: [chatty('Finally spring'), here('On the tram'), away('Making coffee'), here()],
    tale: [
      'Hi! The climbing hall has the new wall up. Thursday at seven?',
      'Great. I bring the rope, you bring the snacks.',
      'Jonas wants to come too. I told him to ask you himself.',
    ],
    answers: {
      question: ['Good question. I would say yes.', 'Let me look, I will tell you later.'],
      other: ['Ha, I knew it.', 'Sounds good to me.', 'See you Thursday, then.'],
    },
    nick: 'lea',
  },
  {
    ...contact,
    address: 'jonas',
    name: 'Jonas Weber',
    groups: friends,
    resource: 'laptop',
    client: 'Deskline 2.0',
    presence: 'early',
    moods: [here(), away(), chatty('Anybody up for a film?'), busy('Packing boxes')],
    tale: [
      'Are you there? I can never tell with you these days.',
      'Ah, you are! Lea said something about Thursday.',
      'I am in.',
    ],
    answers: {
      question: ['No idea. You?', 'Ask Lea, she always knows.'],
      other: ['Fair enough.', 'I will remind you of that.'],
    },
    curious: true,
  },
  {
    ...contact,
    address: 'amina',
    name: 'Amina Diallo',
    groups: friends,
    resource: 'tablet',
    client: 'Pocket 4.1',
    presence: 'late',
    moods: [here('Back from Dakar'), away(), here('Unpacking')],
    tale: ['I am back! I brought you the coffee you like.', 'Come by any evening this week.'],
    answers: {
      question: ['Yes, of course.', 'Hmm. Tomorrow?'],
      other: ['I have so much to tell you.', 'Hug!'],
    },
    nick: 'amina',
  },
  {
    ...contact,
    address: 'petra',
    name: 'Petra Novak',
    groups: work,
    resource: 'office',
    client: 'Deskline 2.0',
    presence: 'early',
    moods: [here('Office, room 214'), busy('In a meeting'), away('At lunch'), here('Office')],
    tale: [
      'Do you have a minute? It is about the quarterly numbers.',
      'Thanks. Could you send me the table by tomorrow?',
      'Perfect.',
    ],
    answers: {
      question: ['Let us talk about that in the meeting.', 'I will check with accounting.'],
      other: ['Noted.', 'Thank you.'],
    },
    curious: true,
  },
  {
    ...contact,
    address: 'ravi',
    name: 'Ravi Menon',
    groups: work,
    resource: 'desk',
    client: 'Termchat 0.9',
    presence: 'always',
    moods: [here('Reviewing'), busy('Deploying, please wait'), here('All green'), away('Tea')],
    tale: [],
    answers: {
      question: ['Works on my machine.', 'I would restart it first.'],
      other: ['I will put it on the list.', 'Nice. Ship it.'],
    },
    nick: 'ravi',
  },
  {
    ...contact,
    address: 'sofia',
    name: 'Sofia Costa',
    groups: work,
    resource: 'office',
    client: 'Deskline 2.0',
    presence: 'early',
    moods: [busy('Writing'), here(), gone('Out of the office'), busy('No calls, please')],
    tale: [],
    answers: {
      question: ['After four, please.', 'It is in the shared folder.'],
      other: ['Thanks, got it.', 'One moment, I am on the phone.'],
    },
    nick: 'sofia',
  },
  {
    ...contact,
    address: 'mira',
    name: 'Mira Osman',
    groups: students,
    // She sees the user; the user does not see her.
    subscription: 'from',
    resource: 'phone',
    client: 'Pocket 3.8',
    presence: 'early',
    moods: [here(), away()],
    tale: ['Sorry to bother you, is the exercise sheet due on Friday?', 'Thank you very much!'],
    answers: {
      question: ['I will try that.', 'I think it was exercise four.'],
      other: ['Oh, now I see.', 'Thanks!'],
    },
  },
  {
    ...contact,
    address: 'kenji',
    name: 'Kenji Sato',
    groups: students,
    resource: 'library',
    client: 'Termchat 0.9',
    presence: 'late',
    moods: [here('Library'), busy('Exam on Monday'), away()],
    tale: [],
    answers: {
      question: ['Page 112, I believe.', 'I did not get that far yet.'],
      other: ['Thank you, that helps.', 'I will bring it to the seminar.'],
    },
  },
  {
    ...contact,
    address: 'mum',
    name: 'Mum',
    groups: family,
    resource: 'kitchen',
    client: 'Pocket 3.8',
    presence: 'early',
    moods: [here('Soup is on'), away('In the garden'), here()],
    tale: [
      'Hello dear, are you coming on Sunday?',
      'Lovely. Pavel brings the cake.',
      'And wear something warm.',
    ],
    answers: {
      question: ['Of course, dear.', 'You would have to ask Pavel.'],
      other: ['That is nice.', 'Have you eaten?'],
    },
  },
  {
    ...contact,
    address: 'pavel',
    name: 'Uncle Pavel',
    groups: family,
    // The user sees him; he does not see the user.
    subscription: 'to',
    resource: 'workshop',
    client: 'Deskline 1.6',
    presence: 'early',
    moods: [away('In the workshop'), here(), gone('Fishing')],
    tale: [],
    answers: {
      question: ['Who wants to know?', 'Always.'],
      other: ['Well, well.', 'Tell your mother I said hello.'],
    },
  },
  {
    ...contact,
    address: 'irc',
    name: 'IRC gateway',
    groups: irc,
    kind: 'gateway',
    resource: 'gateway',
    client: 'Gateway 1.2',
    presence: 'always',
    moods: [here('Connected to one network')],
    tale: [],
    answers: quiet,
  },
  {
    ...contact,
    address: 'quill@irc',
    name: 'quill',
    groups: irc,
    kind: 'gateway',
    resource: 'irc',
    client: 'Gateway 1.2',
    presence: 'early',
    moods: [here(), away('afk')],
    tale: [],
    answers: {
      question: ['read the topic', 'maybe'],
      other: ['heh', 'ok'],
    },
  },
]

/** Somebody whom the user does not know. */
export const stranger: Role = {
  ...contact,
  address: 'dana',
  name: 'Dana Frost',
  groups: [],
  kind: 'stranger',
  subscription: 'none',
  resource: 'phone',
  client: 'Pocket 4.1',
  presence: 'always',
  moods: [here()],
  tale: ['Thanks for adding me! We met at the book fair, remember?', 'I still owe you that title.'],
  answers: {
    question: ['I will look it up.', 'I think so, yes.'],
    other: ['Great.', 'Talk to you soon!'],
  },
}
