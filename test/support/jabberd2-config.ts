// The configuration of jabberd2's three processes, which speak to each other over one loopback port.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { componentSecret, gatewayDomain } from './component'
import { escapeXml } from './stanza-stream'

/** The processes in the order in which they are started: each needs the one before. */
export const jabberd2Parts = ['router', 'sm', 'c2s'] as const

/** One of the processes: the router, the session manager, the client connections. */
export type Jabberd2Part = (typeof jabberd2Parts)[number]

/** Where everything is. */
export interface Jabberd2Layout {
  readonly folder: string
  readonly database: string
  /** Certificate and key in one file. */
  readonly pemFile: string
  readonly port: number
  readonly tlsPort: number
  readonly routerPort: number
  readonly privacyLists: boolean
}

/** Where the package keeps what is used as it is: the users of the router, its filter, the chains of modules. */
const jabberd2Defaults = '/etc/jabberd2'

/** The configuration file of one process. @throws where the package is not installed */
export function jabberd2Configuration(part: Jabberd2Part, layout: Jabberd2Layout): string {
  const pidFile = escapeXml(join(layout.folder, `${part}.pid`))
  const body = { router: routerBody, sm: smBody, c2s: c2sBody }[part](layout)
  return `<${part}><id>${part}</id><pidfile>${pidFile}</pidfile><log type='stdout'/>${body}</${part}>\n`
}

function routerBody({ routerPort }: Jabberd2Layout): string {
  return `
<local><ip>127.0.0.1</ip><port>${String(routerPort)}</port>
  <users>${jabberd2Defaults}/router-users.xml</users><secret>${componentSecret}</secret></local>
<check><interval>60</interval><keepalive>0</keepalive></check>
<io><max_fds>1024</max_fds><limits><bytes>0</bytes><connects>0</connects></limits>
  <access><order>allow,deny</order></access></io>
<aliases/>
<aci><acl type='all'><user>jabberd</user></acl><acl type='bind'><user>${gatewayDomain}</user></acl>
  <filter>${jabberd2Defaults}/router-filter.xml</filter></aci>`
}

function smBody(layout: Jabberd2Layout): string {
  const chains = moduleChains()
  const modules = layout.privacyLists ? chains : chains.replace(/<module>privacy<\/module>/g, '')
  return `${routerLink(layout)}
<local><id>localhost</id></local>
<storage><path>${modulesFolder(chains)}</path><driver>sqlite</driver><limits/>${sqlite(layout)}</storage>
<aci><acl type='all'><jid>admin@localhost</jid></acl></aci>
${modules}
<discovery><identity><category>server</category><type>im</type><name>jabberd2</name></identity>
  <agents/><items/></discovery>
<user><auto-create/><template/></user><amp/><offline/><roster/><status/>`
}

function c2sBody(layout: Jabberd2Layout): string {
  const { port, tlsPort } = layout
  const pemFile = escapeXml(layout.pemFile)
  const sasl = '<sasl><plain/><digest-md5/><scram-sha-1/></sasl>'
  return `${routerLink(layout)}
<local>
  <id pemfile='${pemFile}' realm='localhost' register-enable='true'>localhost</id>
  <ip>127.0.0.1</ip><port>${String(port)}</port>
  <ssl-port>${String(tlsPort)}</ssl-port><pemfile>${pemFile}</pemfile>
</local>
<io><max_fds>1024</max_fds>
  <limits><bytes>0</bytes><stanzas>0</stanzas><connects>0</connects><stanzasize>262144</stanzasize></limits>
  <access><order>allow,deny</order></access>
  <check><interval>0</interval><idle>0</idle><keepalive>0</keepalive></check></io>
<stats/><pbx/><stream_redirect/>
<authreg><path>${modulesFolder(moduleChains())}</path><module>sqlite</module>
  <mechanisms><traditional/>${sasl}</mechanisms>
  <ssl-mechanisms><traditional/>${sasl}</ssl-mechanisms>
  ${sqlite(layout, '<password_type><plaintext/></password_type>')}</authreg>`
}

function routerLink({ routerPort }: Jabberd2Layout): string {
  return `
<router><ip>127.0.0.1</ip><port>${String(routerPort)}</port><user>jabberd</user><pass>secret</pass>
  <retry><init>10</init><lost>3</lost><sleep>1</sleep></retry></router>`
}

function sqlite({ database }: Jabberd2Layout, more = ''): string {
  const speed = '<sql>PRAGMA synchronous = OFF;</sql><busy-timeout>2000</busy-timeout>'
  return `<sqlite><dbname>${escapeXml(database)}</dbname>${speed}${more}</sqlite>`
}

function moduleChains(): string {
  const text = readFileSync(join(jabberd2Defaults, 'sm.xml'), 'utf8')
  const chains = /<modules>[^]*<\/modules>/.exec(text)?.[0]
  if (chains === undefined)
    throw new Error('no chains of modules in the session manager’s defaults')
  return chains
}

function modulesFolder(chains: string): string {
  const folder = /<path>(.*?)<\/path>/.exec(chains)?.[1]
  if (folder === undefined)
    throw new Error('no folder of modules in the session manager’s defaults')
  return folder
}
