// The layers: who may import whom. "Not from A to B" is written as forbid(name, why, A, B).

/**
 * @param {string} name
 * @param {string} comment
 * @param {import('dependency-cruiser').IRegularForbiddenRuleType['from']} from
 * @param {import('dependency-cruiser').IRegularForbiddenRuleType['to']} to
 * @returns {import('dependency-cruiser').IRegularForbiddenRuleType}
 */
function forbid(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to }
}

const ours = '^(shared|electron|renderer|test|build)/'
const packageNamed = (/** @type {string} */ name) => `(^|/)node_modules/${name}/|^${name}$`
const electronRooms = '^electron/(main[.]ts|preload[.]ts|desktop/)'

/** @type {import('dependency-cruiser').ICruiseOptions} */
const options = {
  doNotFollow: { path: 'node_modules' },
  exclude: { path: '^test/unit/build/fixtures/|^out/|^dist/' },
  tsPreCompilationDeps: true,
  combinedDependencies: false,
  moduleSystems: ['es6'],
  enhancedResolveOptions: {
    extensions: ['.ts', '.d.ts', '.svelte', '.svelte.ts', '.mjs', '.js', '.json'],
    exportsFields: ['exports'],
    conditionNames: ['import', 'svelte', 'node', 'default', 'types'],
    mainFields: ['module', 'main', 'types'],
  },
}

export default {
  forbidden: [
    forbid('no-cycles', 'Files do not import each other in a circle.', {}, { circular: true }),
    forbid('resolvable', 'Every import is found.', {}, { couldNotResolve: true }),
    forbid(
      'no-orphans',
      'Every file is used by another one, or is an entry.',
      { orphan: true, path: '^(shared|electron|renderer)/', pathNot: '[.]d[.]ts$' },
      {},
    ),
    forbid(
      'shared-stands-alone',
      'shared/ imports nothing of ours but shared/.',
      { path: '^shared/' },
      { path: ours, pathNot: '^shared/' },
    ),
    forbid(
      'renderer-knows-shared-only',
      'renderer/ imports nothing of ours but shared/.',
      { path: '^renderer/' },
      { path: ours, pathNot: '^(renderer|shared)/' },
    ),
    forbid(
      'no-node-outside-the-main-process',
      'shared/ and renderer/ run where there is no Node.',
      { path: '^(shared|renderer)/' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'product-without-tests',
      'The product imports neither tests nor tools.',
      { path: '^(shared|electron|renderer)/' },
      { path: '^(test|build)/' },
    ),
    forbid(
      'wire-without-policy',
      'electron/xmpp does not know shared/visibility; core/ translates.',
      { path: '^electron/xmpp/' },
      { path: '^shared/visibility/' },
    ),
    forbid(
      'one-maker-of-connections',
      'Only core/stream.ts makes connections: it puts the outbox in front of each.',
      { pathNot: '^(electron/xmpp/|electron/core/stream[.]ts$|test/)' },
      { path: '^electron/xmpp/(connection|library)', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'wire-below-core',
      'electron/xmpp imports no other room of electron/.',
      { path: '^electron/xmpp/' },
      { path: '^electron/', pathNot: '^electron/xmpp/' },
    ),
    forbid(
      'store-below-core',
      'electron/store imports no other room of electron/, but for the contract it fulfils.',
      { path: '^electron/store/' },
      { path: '^electron/', pathNot: '^electron/(store/|core/host[.]ts$)' },
    ),
    forbid(
      'core-below-hosts',
      'electron/core does not know who hosts it.',
      { path: '^electron/core/' },
      { path: '^electron/(desktop|tab)/|^electron/[^/]+$' },
    ),
    forbid(
      'story-on-top',
      'The stories stand on the core and the embedded server; only their entry knows them.',
      { path: '^electron/', pathNot: '^electron/(story/|play[.]ts$)' },
      { path: '^electron/story/' },
    ),
    forbid(
      'story-without-host',
      'The stories are played without a host.',
      { path: '^electron/story/' },
      { path: '^electron/(desktop|tab)/|^electron/[^/]+$' },
    ),
    forbid(
      'desktop-without-tab',
      'The two hosts do not know each other.',
      { path: '^electron/desktop/' },
      { path: '^electron/tab/' },
    ),
    forbid(
      'tab-without-desktop',
      'The two hosts do not know each other.',
      { path: '^electron/tab/' },
      { path: '^electron/desktop/' },
    ),
    forbid(
      'electron-in-its-place',
      'Electron itself only in main.ts, preload.ts and desktop/; its types also in the test of how they are used.',
      { pathNot: [electronRooms, '^test/contract/desktop-main[.]test[.]ts$'] },
      { path: packageNamed('electron') },
    ),
    forbid(
      'preload-alone',
      'The preload script is sandboxed: what it imports must do without Node and without packages.',
      { path: '^electron/preload[.]ts$' },
      {
        path: '.',
        pathNot: [
          '^shared/',
          '^electron/desktop/(channels|preload-api)[.]ts$',
          packageNamed('electron'),
        ],
      },
    ),
    forbid(
      'xmpp-library-in-its-place',
      '@xmpp/* only in electron/xmpp and in tests; of it the XML elements, and nothing that connects, in our own server.',
      { pathNot: '^(electron/(xmpp|c2s|bridge|demo/(server|cast))|test)/' },
      { path: packageNamed('@xmpp/[^/]+') },
    ),
    forbid(
      'server-without-client-library',
      'The server half of a stream is ours: of the library it has elements alone.',
      { path: '^electron/(c2s|bridge|demo)/' },
      { path: packageNamed('@xmpp/[^/]+'), pathNot: packageNamed('@xmpp/xml') },
    ),
    forbid(
      'streams-without-backend',
      'electron/c2s does not know what stands behind it: neither the embedded server nor the bridge, nor the core.',
      { path: '^electron/c2s/' },
      { path: '^electron/', pathNot: '^electron/(c2s|xmpp)/' },
    ),
    forbid(
      'bridge-known-to-its-keeper',
      'The legacy bridge stands on the core; of the core only its keeper and its flag know it.',
      {
        path: '^electron/',
        pathNot:
          '^electron/(bridge/|core/bridge-(keeper|certificate|flag)[.]ts$|bridge-main[.]ts$)',
      },
      { path: '^electron/bridge/' },
    ),
    forbid(
      'bridge-without-host',
      'The bridge runs under any host, and without the demo.',
      { path: '^electron/bridge/' },
      { path: '^electron/(desktop|tab|demo|story|store)/|^electron/[^/]+$' },
    ),
    forbid(
      'demo-without-core',
      'The embedded server knows streams and the wire, and nothing of the client.',
      { path: '^electron/demo/' },
      { path: '^electron/', pathNot: '^electron/(demo|c2s|xmpp)/' },
    ),
    forbid(
      'core-knows-the-cast',
      'Of the demo the client knows the cast, which starts the rest.',
      { path: '^electron/core/' },
      { path: '^electron/demo/', pathNot: '^electron/demo/cast/' },
    ),
    forbid(
      'server-without-cast',
      'The embedded server does not know who lives on it.',
      { path: '^electron/demo/(server|state)/' },
      { path: '^electron/demo/cast/' },
    ),
    forbid(
      'state-without-wire',
      'What the embedded server means by its state is pure: the model of the tests stands on it, too.',
      { path: '^electron/demo/state/' },
      { path: '.', pathNot: '^(electron/demo/state|shared)/' },
    ),
  ],
  options,
}
