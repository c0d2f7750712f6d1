// app://casper/ : the renderer's files under an origin of their own, without a server and without file://.
import type { CustomScheme, Protocol } from 'electron'
import { readRendererFile, securityHeaders } from '../core/renderer-files'

/** The origin of every page of Casper. */
export const appOrigin = 'app://casper'

/** To be registered before the app is ready. */
export const appScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true },
}

/** Answers one request for a file; whatever is not a file of the renderer is refused. */
export async function answerApp(
  { url, method }: Pick<Request, 'url' | 'method'>,
  rendererDir: string,
): Promise<Response> {
  const { host, pathname } = new URL(url)
  if (method !== 'GET' || `app://${host}` !== appOrigin) return refuse(403)
  const file = await readRendererFile(rendererDir, pathname)
  if (!file) return refuse(404)
  return new Response(file.body, { headers: { ...securityHeaders, 'content-type': file.type } })
}

/** Serves the renderer's files to one session. */
export function serveApp(protocol: Pick<Protocol, 'handle'>, rendererDir: string): void {
  protocol.handle('app', (request) => answerApp(request, rendererDir))
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: securityHeaders })
}
