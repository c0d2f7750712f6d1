// What is said in the lounge, as data: by whom, in turn, again from the start when it is over.

/** The first part of the room's address. */
export const loungeName = 'lounge'

/** Something said there by one of the cast. */
export interface Remark {
  readonly nick: string
  readonly words: string
}

/** The talk. The first lines were said before the user came. */
export const talk: readonly Remark[] = [
  { nick: 'ravi', words: 'The coffee machine on the second floor works again.' },
  { nick: 'sofia', words: 'Since when?' },
  { nick: 'ravi', words: 'Since I kicked it.' },
  { nick: 'lea', words: 'Has anybody seen the match yesterday?' },
  { nick: 'ravi', words: 'Only the last ten minutes. I am told that was the best part.' },
  { nick: 'lea', words: 'It was the only part with a goal in it.' },
  { nick: 'sofia', words: 'Can somebody recommend a book for a long train ride?' },
  { nick: 'lea', words: 'How long?' },
  { nick: 'sofia', words: 'Nine hours, with two changes.' },
  { nick: 'amina', words: 'Then take two books, and something to eat.' },
  { nick: 'ravi', words: 'Something with a map in front. Those last.' },
  { nick: 'lea', words: 'It is snowing here. In the middle of spring.' },
  { nick: 'amina', words: 'Send a picture!' },
  { nick: 'lea', words: 'It has melted already.' },
]

/** How many of these were said before the user came. */
export const saidBefore = 3

/** What the host says to somebody who says something there, in turn. */
export const replies: readonly string[] = [
  'Hello! Good to have you here.',
  'That is what I keep saying.',
  'Interesting. Tell us more.',
]
