// Times in a sound, as players show them.

const two = (value: number) => String(value).padStart(2, "0");

/** "0:07", "12:30", "1:02:03"; what is unknown is "". */
export function clockOf(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) {
    return "";
  }
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = two(whole % 60);
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
