/** Moves focus to a conversation's line in the list; where it is not listed, to the first, or to the page when none is. */
export function focusConversation(id: string): void {
  const lines = [...document.querySelectorAll<HTMLElement>('[data-conversation]')];
  (lines.find(({ dataset }) => dataset['id'] === id) ?? lines[0] ?? document.getElementById('main'))?.focus();
}
