// Notes when text becomes visible: at the animation frame after each change below a node.
// Times are Unix milliseconds, so that they compare with the kernel's clock on the same machine.
window.hfwProbe = (node) => {
  const records = [];
  const clock = () => performance.timeOrigin + performance.now();
  let pending = false;
  const look = () => {
    pending = false;
    const { length } = node.textContent;
    // A text that has become shorter is another one: what was seen before was the last run's.
    if (length < records.at(-1)?.[1]) records.length = 0;
    records.push([clock(), length]);
  };
  const observer = new MutationObserver(() => {
    if (!pending) {
      pending = true;
      requestAnimationFrame(look);
    }
  });
  observer.observe(node, { childList: true, characterData: true, subtree: true });
  return { records, stop: () => observer.disconnect() };
};
// From the command that runs a cell to the frame in which a node is in its output.
window.hfwFirstPaint = async (index, selector) => {
  const { content, sessionContext } = window.hfwPanel;
  content.activeCellIndex = index;
  content.deselectAll();
  const cell = content.widgets[index].node;
  const start = performance.now();
  const painted = new Promise((resolve) => {
    const look = () => {
      const node = cell.querySelector(selector);
      if (node && node.getBoundingClientRect().height > 0) resolve(performance.now() - start);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  window.jupyterapp.commands.execute("notebook:run-cell");
  return painted;
};
