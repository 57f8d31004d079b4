import { afterEach, expect, it } from "vitest";
import badge from "../../src/widgets/model_status_badge";
import { Kernel } from "./mounted";

const TRAITS = {
  model: "org/<b>model</b>",
  state: "",
  compute_type: null as string | null,
  checked: null as number | null,
  reason: null as string | null,
  checking: false,
};

let end = () => {};
afterEach(() => end());

/** A badge whose traits are as given. */
function mount(traits = {}) {
  const kernel = new Kernel([], { ...TRAITS, ...traits } as object);
  const el = document.createElement("div");
  document.body.append(el);
  const close = badge.render({ model: kernel as never, el });
  end = () => {
    close();
    el.remove();
  };
  const set = (name: string, value: unknown) => kernel.set(name as never, value as never);
  return { kernel, set, root: el.firstChild as HTMLElement };
}

it("says that nothing is known yet, and asks when it is told to", () => {
  const { kernel, root } = mount();
  expect(root.querySelector(".hfw-status")?.textContent).toBe("Unknown");
  root.querySelector("button")?.click();
  expect(kernel.last("check" as never).id).toBeTruthy();
});

it("shows state, hardware, age and reason as text, and says a new state once", () => {
  const { set, root } = mount();
  const said = root.querySelector("[role=status]") as HTMLElement;
  set("compute_type", "gpu");
  set("reason", "needs <i>70 GB</i>");
  set("checked", Date.now() / 1000 - 90);
  set("state", "TooBig");
  expect(root.querySelector(".hfw-status")?.textContent).toBe("Too biggpu · 90 s ago");
  expect(root.textContent).toContain("org/<b>model</b>");
  expect(root.textContent).toContain("needs <i>70 GB</i>");
  expect(root.querySelectorAll("i")).toHaveLength(0);
  expect(said.textContent).toBe("org/<b>model</b>: Too big");
  said.textContent = "";
  set("checking", true);
  expect(root.querySelector("[aria-busy=true]")).not.toBeNull();
  expect(said.textContent).toBe("");
});

it("leaves no listener behind", () => {
  const { kernel } = mount();
  end();
  expect([...kernel.listeners.values()].every(({ size }) => size === 0)).toBe(true);
});
