// Justified rows: each as wide as the wall, all pictures of a row of one height.

export const GAP = 8;

/** How high a row should be about, for a wall of that width. */
export const heightFor = (width) => (width < 520 ? 132 : width < 900 ? 176 : width < 1500 ? 214 : 248);

/** Place pictures by their ratios; `from` is where earlier rows, which stand already, end. `ended` fills no last row up. */
export function rowsOf(ratios, width, { start = 0, top = 0, ended = true } = {}) {
  const target = heightFor(width);
  const rows = [];
  let first = start;
  let sum = 0;
  const close = (end, high, whole) => {
    let left = 0;
    const tiles = [];
    for (let at = first; at < end; at += 1) {
      const wide = whole && at === end - 1 ? width - left : Math.round(ratios[at] * high);
      tiles.push({ at, left, wide });
      left += wide + GAP;
    }
    rows.push({ top, high, tiles, whole });
    top += high + GAP;
    first = end;
    sum = 0;
  };
  for (let at = start; at < ratios.length; at += 1) {
    sum += ratios[at];
    const gaps = (at - first) * GAP;
    const high = (width - gaps) / sum;
    if (high > target) continue;
    // One picture less may come nearer to the height that is wanted.
    const less = at > first ? (width - gaps + GAP) / (sum - ratios[at]) : Infinity;
    if (less / target < target / high && less < 1.5 * target) {
      close(at, Math.round(less), true);
      at -= 1;
    } else close(at + 1, Math.round(high), true);
  }
  if (first < ratios.length && ended) close(ratios.length, target, false);
  return rows;
}

export const bottomOf = (rows) => (rows.length ? rows.at(-1).top + rows.at(-1).high : 0);
