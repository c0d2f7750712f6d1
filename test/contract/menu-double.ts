// A menu as Electron keeps it: a copy of its template, whose radio items answer a click by themselves.
import type { menuTemplate } from '../../electron/desktop/menu'
import type { Modules } from '../../electron/desktop/modules'

/** An item of a menu. */
export type Item = ReturnType<typeof menuTemplate>[number]
/** The items of a menu. */
export type Template = readonly Item[]
/** A menu that Electron built. */
export type BuiltMenu = Template & ReturnType<Modules['Menu']['buildFromTemplate']>

/** The menu of a template. */
export function menuOf(template: Template): Item[] {
  return template.map((item) =>
    Array.isArray(item.submenu) ? { ...item, submenu: menuOf(item.submenu) } : { ...item },
  )
}

/** The item with that label, wherever it is in a menu. @throws where there is none */
export function itemOf(menu: Template, label: string): Item {
  const found = placeOf(menu, label)
  if (!found) throw new Error(`no "${label}" in ${JSON.stringify(menu)}`)
  return found.item
}

/** Clicks the item with that label. A radio item is checked before anybody is asked, and those beside it are not. */
export function clickItem(menu: Template, label: string): void {
  const item = itemOf(menu, label)
  const beside = placeOf(menu, label)?.beside ?? []
  if (item.type === 'radio') {
    for (const other of beside) if (other.type === 'radio') other.checked = other === item
  }
  const click = item.click as (() => void) | undefined
  click?.()
}

function placeOf(
  menu: Template,
  label: string,
): { readonly item: Item; readonly beside: Template } | undefined {
  const item = menu.find((one) => one.label === label)
  if (item) return { item, beside: menu }
  for (const { submenu } of menu) {
    const found = Array.isArray(submenu) ? placeOf(submenu, label) : undefined
    if (found) return found
  }
  return undefined
}
