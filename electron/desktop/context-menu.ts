// The menu of a text field: what can be done with text, and how a misspelt word may have been meant.
import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import type { Modules, Page } from './modules'

const mostSuggestions = 5

/** The menu for a place in the page; empty where there is nothing to do. */
export function contextTemplate(
  {
    isEditable,
    selectionText,
    misspelledWord,
    dictionarySuggestions,
    editFlags,
  }: Pick<
    ContextMenuParams,
    'isEditable' | 'selectionText' | 'misspelledWord' | 'dictionarySuggestions' | 'editFlags'
  >,
  replace: (word: string) => void,
): MenuItemConstructorOptions[] {
  if (!isEditable) return selectionText === '' ? [] : [{ role: 'copy' }]
  const words = misspelledWord === '' ? [] : dictionarySuggestions.slice(0, mostSuggestions)
  return [
    ...words.map((label) => ({ label, click: () => replace(label) })),
    ...(words.length > 0 ? [{ type: 'separator' } as const] : []),
    { role: 'cut', enabled: editFlags.canCut },
    { role: 'copy', enabled: editFlags.canCopy },
    { role: 'paste', enabled: editFlags.canPaste },
    { role: 'selectAll', enabled: editFlags.canSelectAll },
  ]
}

/** Gives a page its menu. */
export function serveContextMenu(
  contents: Pick<Page, 'on' | 'replaceMisspelling'>,
  Menu: Pick<Modules['Menu'], 'buildFromTemplate'>,
): void {
  contents.on('context-menu', (_, params) => {
    const template = contextTemplate(params, (word) => contents.replaceMisspelling(word))
    if (template.length > 0) Menu.buildFromTemplate(template).popup()
  })
}
