// Openfire-style invisibility: no presence for all, or unavailable, then directed presence to some (RFC 6121 s.4.6).
import { describe, expect, it } from 'vitest'
import { invisibleToAll, visibleToAll } from '../../../shared/visibility/policy'
import { legacyClient, person, plain } from '../../support/legacy-client'

const [ann, bob, eve] = ['ann@shire.example', 'bob@shire.example', 'eve@mordor.example']
const room = 'inn@rooms.shire.example'
const dnd = { show: 'dnd', status: 'writing', priority: 1 } as const
const away = { show: 'away', status: '', priority: 1 } as const

function client() {
  const stranger = person(eve, { subscription: 'none' })
  return legacyClient({ people: [person(ann), person(bob), stranger], services: [room] })
}

describe('invisible the Openfire way', () => {
  it('shows nobody before the first presence', () => {
    expect(client().policy()).toEqual(invisibleToAll)
  })

  it('without any presence for all, shows those to whom presence is directed, and that presence', () => {
    const spark = client()
    spark.send({ to: ann, ...dnd })
    expect(spark.shown(ann)).toEqual(dnd)
    expect(spark.seeing()).toEqual([ann])
  })

  it('after unavailable, which hides from all at once, shows those and no others', () => {
    const spark = client()
    spark.send()
    expect(spark.send({ type: 'unavailable' })).toEqual([
      { kind: 'policy', policy: invisibleToAll },
    ])
    spark.send({ to: bob })
    expect(spark.seeing()).toEqual([bob])
  })

  it('shows a second one what was sent to them, and leaves the first as they were', () => {
    const spark = client()
    spark.send({ to: ann, ...dnd })
    spark.send({ to: bob, ...away })
    expect(spark.shown(ann)).toEqual(dnd)
    expect(spark.shown(bob)).toEqual(away)
  })

  it('takes one back by directed unavailable, which says nothing of the time after', () => {
    const spark = client()
    spark.send({ to: ann })
    spark.send({ to: bob })
    spark.send({ type: 'unavailable', to: ann })
    expect(spark.seeing()).toEqual([bob])
    spark.send()
    expect(spark.seeing()).toEqual([ann, bob])
  })

  it('is visible to all again by presence for all, which nobody is shown late', () => {
    const spark = client()
    spark.send()
    spark.send({ type: 'unavailable' })
    spark.send({ to: ann })
    expect(spark.send(away)).toEqual([
      { kind: 'presence', presence: away },
      { kind: 'policy', policy: visibleToAll },
    ])
    expect(spark.seeing()).toEqual([ann, bob])
  })

  it('ends what was directed to some with the next unavailable (RFC 6121 s.4.6.3)', () => {
    const spark = client()
    spark.send({ to: ann })
    spark.send({ type: 'unavailable' })
    expect(spark.seeing()).toEqual([])
  })
})

describe('a sign-out', () => {
  it.each([true, false])('is the end of the stream (after unavailable: %s)', (said) => {
    const spark = client()
    spark.send()
    if (said) spark.send({ type: 'unavailable' })
    expect(spark.end()[0]).toEqual({ kind: 'sign-out' })
    expect(spark.policy()).toEqual(visibleToAll)
    expect(spark.seeing()).toEqual([])
  })

  it('forgets what the client said, after the session has ended', () => {
    const spark = client()
    spark.send({ type: 'invisible' })
    spark.send({ type: 'visible', to: ann })
    expect(spark.end()).toEqual([{ kind: 'sign-out' }, { kind: 'policy', policy: visibleToAll }])
  })
})

describe('rooms, gateways and strangers', () => {
  it.each(['inn@rooms.shire.example/frodo', 'icq.shire.example'])(
    'passes presence to %s on, and never an invisible or visible stanza',
    (to) => {
      const spark = client()
      spark.send({ type: 'invisible' })
      expect(spark.send({ to, ...dnd })).toEqual([{ kind: 'pass', to, presence: dnd }])
      expect(spark.send({ type: 'visible', to })).toEqual([{ kind: 'pass', to, presence: plain }])
      for (const type of ['unavailable', 'invisible'] as const) {
        expect(spark.send({ type, to })).toEqual([{ kind: 'pass', to, presence: null }])
      }
      expect(spark.policy()).toEqual(invisibleToAll)
    },
  )

  it('passes presence to a stranger on once the policy lets them see, and takes it back before', () => {
    const spark = client()
    expect(spark.send({ to: eve }).map(({ kind }) => kind)).toEqual(['policy', 'pass'])
    expect(spark.shown(eve)).toEqual(plain)
    expect(spark.send({ type: 'unavailable' })).toEqual([
      { kind: 'pass', to: eve, presence: null },
      { kind: 'policy', policy: invisibleToAll },
    ])
  })

  it('takes it back from a stranger alone', () => {
    const spark = client()
    spark.send({ to: eve })
    spark.send({ type: 'invisible', to: eve })
    expect(spark.shown(eve)).toBeNull()
  })

  it('tells a stranger nothing who was never shown anything', () => {
    const spark = client()
    spark.send()
    expect(spark.send({ type: 'invisible', to: eve }).map(({ kind }) => kind)).toEqual(['policy'])
  })
})
