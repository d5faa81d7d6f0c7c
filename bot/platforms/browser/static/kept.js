// What a browser remembers for its person: small things that are worth nothing to anybody else.

/** Return what was kept under a name, `otherwise` where there is nothing or it cannot be read. */
export function recall(name, otherwise = null) {
  try {
    return JSON.parse(localStorage.getItem(`easel.${name}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(`easel.${name}`, JSON.stringify(value));
  } catch { /* a browser that keeps nothing forgets with the page */ }
}
