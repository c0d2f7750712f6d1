// What is done to the app once it lies there packed, before packages are made of it.
import { setFuses } from './fuses.mjs'

/**
 * electron-builder's hook: sets the fuses, and lets deb and rpm wait until everything else is made. They write a file into
 * the folder that all are made from (apparmor-profile), which they leave out themselves, and an AppImage would not.
 * @param {import('electron-builder').AfterPackContext} context
 */
export async function afterPack(context) {
  await setFuses(context)
  for (const target of context.targets) {
    if (['deb', 'rpm'].includes(target.name)) Object.assign(target, { isAsyncSupported: false })
  }
}
