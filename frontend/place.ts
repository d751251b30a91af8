/** Where one was reading on a page, for the way back to it in this tab. */
export interface Place {
  search: string; // of its address: what was loaded
  tops: [id: string, top: number][]; // of what stood on the screen
}

const keyOf = (path: string) => `place-in-${path}`;

export function placeIn(path: string): Place | null {
  return JSON.parse(sessionStorage.getItem(keyOf(path)) as string) as Place | null; // « null » where there is none
}

export function rememberPlace(place: Place): void {
  sessionStorage.setItem(keyOf(location.pathname), JSON.stringify(place));
}
