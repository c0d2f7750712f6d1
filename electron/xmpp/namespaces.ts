// The XML namespaces that are spoken here, each with its specification.

/** RFC 6120 s.8.3.3: stanza error conditions. */
export const nsStanzas = 'urn:ietf:params:xml:ns:xmpp-stanzas'
/** RFC 3921 s.7: the roster. */
export const nsRoster = 'jabber:iq:roster'
/** RFC 3921 s.10, XEP-0016: privacy lists. */
export const nsPrivacy = 'jabber:iq:privacy'
/** XEP-0030: what an entity is and can do. */
export const nsDiscoInfo = 'http://jabber.org/protocol/disco#info'
/** XEP-0030: what else belongs to an entity. */
export const nsDiscoItems = 'http://jabber.org/protocol/disco#items'
/** XEP-0045: entering a room. */
export const nsMuc = 'http://jabber.org/protocol/muc'
/** XEP-0045: what a room says of its occupants. */
export const nsMucUser = 'http://jabber.org/protocol/muc#user'
/** XEP-0045 s.10: setting a room up. */
export const nsMucOwner = 'http://jabber.org/protocol/muc#owner'
/** XEP-0004: data forms. */
export const nsForms = 'jabber:x:data'
/** XEP-0054: vCards. */
export const nsVcard = 'vcard-temp'
/** XEP-0060 s.7: publishing; XEP-0163 s.3: to one's contacts. */
export const nsPubsub = 'http://jabber.org/protocol/pubsub'
/** XEP-0060 s.8: nodes of one's own. */
export const nsPubsubOwner = 'http://jabber.org/protocol/pubsub#owner'
/** XEP-0115: what an entity can do, in presence. */
export const nsCaps = 'http://jabber.org/protocol/caps'
/** XEP-0153: which picture somebody has, in presence. */
export const nsVcardUpdate = 'vcard-temp:x:update'
/** XEP-0092: software version. */
export const nsVersion = 'jabber:iq:version'
/** XEP-0186: the invisible command. */
export const nsInvisible = 'urn:xmpp:invisible:1'
/** XEP-0191: the blocking command. */
export const nsBlocking = 'urn:xmpp:blocking'
/** XEP-0191: why a stanza to somebody blocked was refused. */
export const nsBlockingErrors = 'urn:xmpp:blocking:errors'
/** XEP-0199: ping. */
export const nsPing = 'urn:xmpp:ping'
/** XEP-0319: since when somebody has been idle. */
export const nsIdle = 'urn:xmpp:idle:1'
/** XEP-0203: delayed delivery. */
export const nsDelay = 'urn:xmpp:delay'
/** XEP-0085: signs of typing. */
export const nsChatStates = 'http://jabber.org/protocol/chatstates'
/** XEP-0022: signs of typing, the old way. */
export const nsEvent = 'jabber:x:event'
/** XEP-0334: whether a message is to be kept. */
export const nsHints = 'urn:xmpp:hints'
/** XEP-0184: whether a message arrived. */
export const nsReceipts = 'urn:xmpp:receipts'
/** XEP-0333: how far a conversation was read. */
export const nsMarkers = 'urn:xmpp:chat-markers:0'
/** XEP-0359: a message's own id. */
export const nsStanzaIds = 'urn:xmpp:sid:0'
