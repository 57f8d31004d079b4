// Addresses of pictures that a page shows, also one whose content security policy takes none of a blob.

/** The address of a blob where the page shows that, else one that holds the whole picture. */
export async function shownAs(blob: Blob): Promise<string> {
  const address = URL.createObjectURL(blob);
  const ahead = new Image();
  ahead.src = address;
  try {
    await ahead.decode();
    return address;
  } catch {
    URL.revokeObjectURL(address);
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result as string);
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(blob);
    });
  }
}
