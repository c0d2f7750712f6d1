// Focus that is lent to something for as long as it is there.

/** Takes the focus, and gives it back to what had it when the element goes. @returns a function that gives it back */
export function borrowFocus(element: HTMLElement): () => void {
  const before = document.activeElement
  element.focus()
  return () => {
    if (before instanceof HTMLElement && before.isConnected) before.focus()
  }
}
