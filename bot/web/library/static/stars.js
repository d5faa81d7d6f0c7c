// Starring a picture, wherever it is shown.

import { announce, uuid } from "/static/dom.js";
import { post } from "./net.js";
import { words } from "./words.js";

export const act = (picture, name, said = "") => post(`/pictures/${encodeURIComponent(picture.id)}/acts`, { id: uuid(), act: name, words: said });

/** Star a picture, or take the star back; resolve to what is new of it. */
export async function starred(picture) {
  const { picture: now } = await act(picture, picture.starred ? "unstar" : "star");
  announce(now.starred ? words.starredNow : words.unstarredNow);
  return { id: picture.id, starred: now.starred, stars: now.stars };
}
