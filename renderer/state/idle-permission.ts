// Whether the browser may tell this page when nobody uses the computer (Idle Detection API, s.4.1).

interface IdleDetection {
  requestPermission(): Promise<'granted' | 'denied'>
}

/** What was permitted; `impossible` where this browser cannot tell. */
export async function idleAllowed(): Promise<PermissionState | 'impossible'> {
  if (detection() === null) return 'impossible'
  const name = 'idle-detection' as PermissionName
  return navigator.permissions.query({ name }).then(
    ({ state }) => state,
    () => 'impossible',
  )
}

/** Asks the user; only right after a click. */
export async function askForIdle(): Promise<PermissionState | 'impossible'> {
  const asked = detection()?.requestPermission()
  return (await asked?.catch(() => 'denied' as const)) ?? 'impossible'
}

function detection(): IdleDetection | null {
  return 'IdleDetector' in window ? (window.IdleDetector as IdleDetection) : null
}
