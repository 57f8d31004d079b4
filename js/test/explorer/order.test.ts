import { expect, it, vi } from "vitest";
import { byName, IdOrder } from "../../src/explorer/order";
import { columnsOf, made, NAMES } from "./catalogue";

const every = (count: number) => Uint32Array.from({ length: count }, (_, row) => row);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

it("sorts by id without regard to case, equal ids as they were listed", () => {
  const models = made(3000, 4);
  const columns = columnsOf(models);
  const order = new IdOrder(columns);
  const ids = models.map(({ id }) => id.toLowerCase());
  const wanted = [...every(3000)].sort(
    (a, b) => compare(ids[a] as string, ids[b] as string) || a - b,
  );
  expect([...order.sorted(every(3000), false)]).toEqual(wanted);
  expect([...order.sorted(every(3000), true)]).toEqual(wanted.toReversed());
  const few = Uint32Array.of(7, 2999, 12, 1500);
  expect([...order.sorted(few, false)]).toEqual(wanted.filter((row) => few.includes(row)));
});

it("goes on from what is sorted when rows come", () => {
  const models = made(2500, 8);
  const columns = columnsOf(models.slice(0, 2000), 1);
  const order = new IdOrder(columns);
  order.sorted(every(2000), false);
  columns.append({
    ids: models
      .slice(2000)
      .map(({ id }) => id)
      .join("\n"),
    codes: {
      task: new Uint8Array(500),
      framework: new Uint8Array(500),
      state: new Uint8Array(500),
    },
  });
  const ids = models.map(({ id }) => id.toLowerCase());
  const sorted = [...order.sorted(every(2500), false)].map((row) => ids[row] as string);
  expect(sorted).toEqual(ids.toSorted(compare));
});

it("works in steps, and is done when it says so", () => {
  const order = new IdOrder(columnsOf(made(20_000)));
  const now = vi.spyOn(performance, "now");
  let time = 0;
  now.mockImplementation(() => time++);
  let steps = 0;
  while (!order.advance(3)) {
    steps++;
  }
  expect(steps).toBeGreaterThan(10);
  expect(order.advance(3)).toBe(true);
});

it("sorts by names in alphabetical order, and by states in order of use", () => {
  const models = made(300, 6);
  const columns = columnsOf(models);
  const sorted = (facet: "task" | "state", descending: boolean) =>
    byName(every(300), (row) => columns.code(facet, row), NAMES[facet], descending);
  const tasks = [...sorted("task", false)].map((row) => models[row]?.task);
  expect(tasks).toEqual(models.map(({ task }) => task).toSorted());
  const states = [...sorted("state", true)].map((row) => models[row]?.state);
  expect([...new Set(states)]).toEqual(["unknown", "TooBig", "Loadable", "Loaded"]);
  const first = [...sorted("task", true)].filter((row) => models[row]?.task === NAMES.task[0]);
  expect(first).toEqual(first.toSorted((a, b) => a - b));
});
