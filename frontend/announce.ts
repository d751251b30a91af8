/** What an answer says of itself is said aloud. It comes in a header, which has no accents: see civic/core/parts.py. */
export function announce(header: string | null | undefined): void {
  const line = document.getElementById("announcement");
  if (line && header) line.textContent = decodeURIComponent(header);
}
