// Who publishes this build, by environment. What is not given is left out, or a name that can belong to nobody.
const { env } = process

/** The project's page. Package formats insist on one; `.invalid` is no domain (RFC 2606). */
export const homepage = env['CASPER_HOMEPAGE'] || 'https://casper.invalid/'

/** Name and address of whoever answers for the package. */
export const maintainer = env['CASPER_MAINTAINER'] || 'Casper <casper@casper.invalid>'

/** Where newer versions are announced (latest*.yml and the packages), if anywhere. */
export const feed = env['CASPER_UPDATE_URL'] || undefined

/** The public key (Ed25519, SPKI in base64) that a package takes updates from; none: it takes no updates. */
export const updateKey = env['CASPER_UPDATE_KEY'] || ''
