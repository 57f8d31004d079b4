// Times of what is drawn on canvases, in Unix milliseconds, and the work of each frame.
{
  const unix = () => performance.timeOrigin + performance.now();
  const frames = { work: [], flush: null };
  const request = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (act) =>
    request((now) => {
      const start = performance.now();
      act(now);
      // What was drawn is only surely there when it can be read.
      frames.flush?.getContext("2d").getImageData(0, 0, 1, 1);
      frames.work.push(performance.now() - start);
    });

  // When binary messages of a size came.
  window.hfwArrivals = [];
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", ({ data }) => {
        window.hfwArrivals.push([unix(), data.byteLength ?? data.size ?? data.length]);
      });
    }
  };

  // Addresses of blobs that were given and not given back.
  window.hfwBlobs = new Set();
  const give = URL.createObjectURL;
  const takeBack = URL.revokeObjectURL;
  URL.createObjectURL = (blob) => {
    const address = give.call(URL, blob);
    window.hfwBlobs.add(address);
    return address;
  };
  URL.revokeObjectURL = (address) => {
    window.hfwBlobs.delete(address);
    takeBack.call(URL, address);
  };

  const colored = (canvas) => {
    if (!canvas?.width || !canvas.height) return false;
    const [x, y] = [canvas.width >> 1, canvas.height >> 1];
    return canvas.getContext("2d").getImageData(x, y, 1, 1).data[3] > 0;
  };
  // The frame in which a canvas below a node has a colour in its middle.
  window.hfwColored = (node, selector) =>
    new Promise((resolve) => {
      const look = () =>
        colored(node.querySelector(selector)) ? resolve(unix()) : request(look);
      request(look);
    });
  // The frame in which a picture below a node is decoded, and the next, in which it is seen.
  window.hfwDecoded = (node, selector) =>
    new Promise((resolve) => {
      const look = () => {
        const image = node.querySelector(selector);
        if (image?.complete && image.naturalWidth) request(() => resolve(unix()));
        else request(look);
      };
      request(look);
    });
  // Move the pointer over a stage, a move a frame, and return the work of each move and its redraw.
  window.hfwHover = async (stage, overlay, count) => {
    const { left, top, width, height } = stage.getBoundingClientRect();
    const moves = [];
    frames.flush = overlay;
    for (let move = 0; move < count; move++) {
      // Steps that no other of the moves repeats, over all of the picture.
      const clientX = left + width * (0.02 + 0.96 * ((move * 0.618034) % 1));
      const clientY = top + height * (0.02 + 0.96 * ((move * 0.381966 + 0.3) % 1));
      const event = { clientX, clientY, bubbles: true, pointerType: "mouse" };
      frames.work = [];
      const start = performance.now();
      stage.dispatchEvent(new PointerEvent("pointermove", event));
      const handled = performance.now() - start;
      await new Promise((resolve) => request(() => setTimeout(resolve)));
      if (frames.work.length) moves.push(handled + frames.work.reduce((a, b) => a + b, 0));
    }
    frames.flush = null;
    return moves;
  };
}
