// Tooltips: an attachment that shows a text beside an element on hover and focus, above everything that scrolls.
import type { Attachment } from 'svelte/attachments'

/** Rest before a tip shows on hover; ms. */
const rest = 350
const gap = 8

/**
 * Shows `text` beside the element. For sighted people: screen readers are served by the element's own name and
 * description, so the tip itself is hidden from them.
 */
export function tip(text: () => string): Attachment<HTMLElement> {
  return (element) => {
    let shown: HTMLElement | null = null
    let timer: ReturnType<typeof setTimeout> | undefined

    const hide = () => {
      clearTimeout(timer)
      shown?.remove()
      shown = null
    }
    const show = () => {
      hide()
      shown = document.createElement('div')
      shown.className = 'tip'
      shown.popover = 'manual'
      shown.ariaHidden = 'true'
      shown.textContent = text()
      element.closest('dialog, body')?.append(shown)
      shown.showPopover()
      place(shown, element.getBoundingClientRect())
    }
    const showSoon = () => {
      clearTimeout(timer)
      timer = setTimeout(show, rest)
    }
    const showForKeys = () => {
      if (element.matches(':focus-visible')) show()
    }

    const on = {
      pointerenter: showSoon,
      pointerleave: hide,
      focus: showForKeys,
      blur: hide,
      keydown: hide,
    }
    for (const [name, run] of Object.entries(on)) element.addEventListener(name, run)
    element.addEventListener('click', hide)
    return () => {
      hide()
      element.removeEventListener('click', hide)
      for (const [name, run] of Object.entries(on)) element.removeEventListener(name, run)
    }
  }
}

function place(shown: HTMLElement, anchor: DOMRect): void {
  const { width, height } = shown.getBoundingClientRect()
  const below = anchor.bottom + gap + height <= innerHeight
  const top = below ? anchor.bottom + gap : anchor.top - gap - height
  const left = anchor.left + anchor.width / 2 - width / 2
  shown.style.top = `${Math.round(top)}px`
  shown.style.left = `${Math.round(Math.max(gap, Math.min(left, innerWidth - width - gap)))}px`
}
