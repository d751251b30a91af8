/** Said aloud to whoever does not see the page change. A live region is read when its words change, not as it arrives. */
export function announce(words: string | null | undefined): void {
  const line = document.getElementById("announcement");
  if (line && words?.trim()) line.textContent = words.replace(/\s+/g, " ");
}
