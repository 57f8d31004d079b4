// Outputs as VS Code or Colab show them: models over messages of the window around, and views by anywidget's
// interface. What is refused to widgets there is refused here (rules.py).

const { rules } = window;
if (!rules.scope) {
  delete window.CSSScopeRule;
}

const bytes = (text) => {
  const raw = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  return rules.arrays ? raw : new DataView(raw.buffer);
};

/** Put the buffers of a state where they belong. */
function filled(state, paths, buffers) {
  for (const [at, path] of paths.entries()) {
    const last = path.at(-1);
    let place = state;
    for (const key of path.slice(0, -1)) {
      place = place[key];
    }
    place[last] = buffers[at];
  }
  return state;
}

class Model {
  constructor(id, state) {
    this.id = id;
    this.state = state;
    this.heard = new Map();
    this.changed = {};
    this.widget_manager = manager;
  }
  get(name) {
    return this.state[name];
  }
  set(name, value) {
    this.state[name] = value;
    this.changed[name] = value;
    this.tell(`change:${name}`, this, value);
  }
  save_changes() {
    post(this.id, { method: "update", state: this.changed, buffer_paths: [] }, []);
    this.changed = {};
  }
  send(content, _callbacks, buffers = []) {
    const copies = buffers.map((one) => new Blob([one]).arrayBuffer());
    const sent = rules.json ? JSON.parse(JSON.stringify(content)) : content;
    Promise.all(copies).then((all) => post(this.id, { method: "custom", content: sent }, all));
  }
  on(event, listener) {
    this.heard.set(event, [...(this.heard.get(event) ?? []), listener]);
  }
  off(event, listener) {
    this.heard.set(
      event,
      (this.heard.get(event) ?? []).filter((one) => listener && one !== listener),
    );
  }
  tell(event, ...told) {
    for (const listener of this.heard.get(event) ?? []) {
      listener(...told);
    }
  }
}

function post(comm, data, buffers) {
  window.parent.postMessage({ comm, data, buffers }, "*");
}

const models = new Map();
const manager = {
  get_model(id) {
    return models.has(id)
      ? Promise.resolve(models.get(id))
      : Promise.reject(new Error(`no model ${id}`));
  },
};
if (rules.views) {
  manager.create_view = async (model) => {
    const el = document.createElement("div");
    const end = new AbortController();
    await draw(model, el, end.signal);
    return { el, remove: () => end.abort() };
  };
}

window.onmessage = ({ data: { type, content, buffers = [] } }) => {
  const { comm_id: id, data = {} } = content ?? {};
  const raw = buffers.map(bytes);
  const state = filled(data.state ?? {}, data.buffer_paths ?? [], raw);
  if (type === "comm_open") {
    models.set(id, new Model(id, state));
  } else if (type === "comm_msg" && data.method === "custom") {
    models.get(id)?.tell("msg:custom", data.content, raw);
  } else if (type === "comm_msg" && data.method === "update") {
    const model = models.get(id);
    for (const [name, value] of Object.entries(model ? state : {})) {
      model.state[name] = value;
      model.tell(`change:${name}`, model, value);
    }
  }
};

/** Import a widget's module as anywidget does, or from a file, as hosts do that refuse blobs. */
async function draw(model, el, signal) {
  const blob = URL.createObjectURL(new Blob([model.get("_esm")], { type: "text/javascript" }));
  const { default: widget } = await import(rules.file ? `/module/${model.id}.js` : blob);
  await widget.render({ model, el, signal, experimental: {} });
}

/** Show a widget under a name; without the host's own styles. */
window.show = async (name, id) => {
  const place = document.createElement("section");
  place.dataset.name = name;
  document.body.append(place);
  await draw(await manager.get_model(id), place, new AbortController().signal);
};
window.has = (id) => models.has(id);

// VS Code's webview hears of clicks where they arrive: whoever is not in the document tells it nothing.
if (rules.catches) {
  document.body.addEventListener("click", async (event) => {
    const link = event.composedPath().find((one) => one.href);
    if (link) {
      event.preventDefault();
      const text = await (await fetch(link.href)).text();
      window.parent.postMessage({ download: link.download, text }, "*");
    }
  });
}
window.parent.postMessage({ loaded: true }, "*");
