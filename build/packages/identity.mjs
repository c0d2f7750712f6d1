// Who publishes this build, by environment: whoever does must set it. What is not given is left out, or a name that can belong
// to nobody.
const { env } = process

/** @type {[variable: string, instead: string][]} */
const placeholders = [
  ['CASPER_HOMEPAGE', "the package's page is a placeholder"],
  ['CASPER_MAINTAINER', "the package's maintainer is a placeholder"],
  ['CASPER_UPDATE_KEY', 'the package takes no updates'],
]

/**
 * What a package says that nobody may publish as it is, or lacks.
 * @param {NodeJS.ProcessEnv} given
 * @returns {string[]} sentences
 */
export function identityNotes(given) {
  return placeholders
    .filter(([variable]) => !given[variable])
    .map(([variable, instead]) => `${variable} is not set: ${instead}.`)
}

/** The project's page. Package formats insist on one; `.invalid` is no domain (RFC 2606). */
export const homepage = env['CASPER_HOMEPAGE'] || 'https://casper.invalid/'

/** Name and address of whoever answers for the package. */
export const maintainer = env['CASPER_MAINTAINER'] || 'Casper <casper@casper.invalid>'

/** Where newer versions are announced (latest*.yml and the packages), if anywhere. */
export const feed = env['CASPER_UPDATE_URL'] || undefined

/** The public key (Ed25519, SPKI in base64) that a package takes updates from; none: it takes no updates. */
export const updateKey = env['CASPER_UPDATE_KEY'] || ''
