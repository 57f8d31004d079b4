// Times in a sound, as players show them.

const two = (value: number) => String(value).padStart(2, "0");

/** "0:07", "12:30", "1:02:03", "0:00.4" below a second; what is unknown is "". */
export function clockOf(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) {
    return "";
  }
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = two(whole % 60);
  const tenths = seconds < 1 ? Math.floor(seconds * 10) : 0;
  const end = tenths > 0 ? `${rest}.${tenths}` : rest;
  return hours ? `${hours}:${two(minutes)}:${end}` : `${minutes}:${end}`;
}
