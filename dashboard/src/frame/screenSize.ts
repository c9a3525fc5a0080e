/** Where list and thread are one after the other; styles.css has the same number. */
export const phone = '(max-width: 800px)';

export function isPhone(): boolean {
  return matchMedia(phone).matches;
}

/** Whether a field may take focus by itself: by touch that would open the keyboard over the page. */
export function hasKeyboard(): boolean {
  return !isPhone() && !matchMedia('(pointer: coarse)').matches;
}
