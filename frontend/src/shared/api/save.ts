// A file of the API as a download, for routes that must know who is asking.

/** Saves text under a name, as a link to a file would. */
export function saveAs(name: string, text: string, kind: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: kind }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
