// A picture from the camera, where the browser and the page of the notebook allow one. The camera
// is on only while its panel is open.
import { button, type Disclosure, disclosure, h } from "../lib/dom";
import * as said from "../lib/picture_strings";
import { written } from "../lib/scaled";

/** `taken` gets the picture; `signal` ends with the view. */
export function camera(taken: (file: File) => void, signal: AbortSignal): Disclosure {
  const video = h("video", { class: "hfw-camera", muted: true, playsInline: true, hidden: true });
  const told = h("div", { role: "status" });
  let stream: MediaStream | null = null;
  // Closed before the camera came: nobody waits for it any more.
  let turn = 0;

  const stop = () => {
    turn++;
    end(stream);
    stream = null;
    video.srcObject = null;
    video.hidden = true;
    shoot.hidden = true;
  };
  const start = async () => {
    const mine = ++turn;
    told.textContent = said.starting;
    try {
      const came = await ask();
      if (mine !== turn) {
        return end(came);
      }
      stream = came;
      video.srcObject = came;
      video.hidden = shoot.hidden = false;
      await video.play();
      told.textContent = "";
    } catch (error) {
      if (mine === turn) {
        stop();
        told.textContent = faultOf(error as Error);
      }
    }
  };
  const shot = async () => {
    const canvas = h("canvas", { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    const blob = await written(canvas, "image/jpeg");
    self.open(false);
    self.button.focus();
    taken(new File([blob], "camera.jpg", { type: blob.type }));
  };
  const shoot = button(said.shoot, shot, { hidden: true });
  const panel = h("div", "panel", video, told, h("div", "bar", shoot));
  const self = disclosure(said.camera, panel, start, stop);
  signal.addEventListener("abort", stop);
  return self;
}

function end(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) {
    track.stop();
  }
}

async function ask(): Promise<MediaStream> {
  // Missing where the page came neither over https nor from this machine.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) {
    throw new TypeError(said.noCamera);
  }
  return devices.getUserMedia({ video: { width: { ideal: 1920 } } });
}

const faultOf = ({ name, message }: Error): string =>
  said.cameraFaults[name] ??
  (message === said.noCamera ? message : said.cameraFailed(message || name));
