// What users read in the picture widgets' outputs: part of the one table to translate.

export const zoomIn = "Zoom in";
export const zoomOut = "Zoom out";
export const wholePicture = "Show the whole picture";
export const fit = "Fit";
export const zoomKeys =
  "Plus and minus zoom, 0 shows the whole picture, arrow keys move it when zoomed.";
export const percent = (share: number, digits = 0) => `${(100 * share).toFixed(digits)} %`;
