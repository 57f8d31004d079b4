import { describe, expect, it } from "vitest";
import { FACETS, type Facet, type Filters, wordsOf } from "../../src/explorer/columns";
import { columnsOf, draws, type Made, made, NAMES } from "./catalogue";

const NONE: Filters = { task: null, framework: null, state: null };

const fits = (model: Made, query: string) =>
  query
    .toLowerCase()
    .split(/\s+/)
    .every((word) =>
      [model.id, model.task, model.framework].some((text) => text.toLowerCase().includes(word)),
    );
const passes = (model: Made, filters: Filters, but?: Facet) =>
  FACETS.every(
    (facet) => facet === but || filters[facet] === null || model[facet] === filters[facet],
  );

function expectLikeBruteForce(models: Made[], query: string, filters: Filters, found: unknown) {
  const wanted = models.filter((model) => fits(model, query));
  const count = (facet: Facet) =>
    NAMES[facet].map(
      (name) =>
        wanted.filter((model) => model[facet] === name && passes(model, filters, facet)).length,
    );
  const { rows, counts } = found as ReturnType<ReturnType<typeof columnsOf>["find"]>;
  const rowsWanted = models.flatMap((model, row) =>
    fits(model, query) && passes(model, filters) ? [row] : [],
  );
  expect([...rows], query).toEqual(rowsWanted);
  for (const facet of FACETS) {
    expect([...counts[facet]], `${facet} of ${query}`).toEqual(count(facet));
  }
}

describe("the rows of a query", () => {
  it("are those that brute force finds, for words of ids, tasks and frameworks", () => {
    const models = made(700);
    const columns = columnsOf(models);
    const queries = [
      "",
      "a",
      "bert",
      "BERT rob",
      "diff",
      "mask llama",
      "-s1",
      "i̇",
      "zephyr/",
      "zz",
    ];
    for (const query of [...queries, "text gen", "sk e", "  flux   meta ", "ünï"]) {
      expectLikeBruteForce(models, query, NONE, columns.find(query, NONE));
    }
  });

  it("are the same while a query grows, shrinks and changes, with any filters", () => {
    const models = made(400, 5);
    const columns = columnsOf(models, 7);
    const draw = draws(3);
    const keys = "aebr tl-i1xs";
    let query = "";
    for (let step = 0; step < 250; step++) {
      const key = keys[draw(keys.length)] as string;
      query = draw(4) && query.length < 12 ? query + key : query.slice(0, draw(6));
      const filters = Object.fromEntries(
        FACETS.map((facet) => [facet, draw(3) ? null : NAMES[facet][draw(NAMES[facet].length)]]),
      ) as unknown as Filters;
      expectLikeBruteForce(models, query, filters, columns.find(query, filters));
    }
  });

  it("grow with rows that come later", () => {
    const models = made(90, 9);
    const columns = columnsOf(models.slice(0, 60), 1);
    expect(columns.find("bert", NONE).rows.length).toBeGreaterThan(0);
    columns.append({
      ids: models
        .slice(60)
        .map(({ id }) => id)
        .join("\n"),
      codes: {
        task: models.slice(60).map(({ task }) => NAMES.task.indexOf(task)),
        framework: models.slice(60).map(({ framework }) => NAMES.framework.indexOf(framework)),
        state: models.slice(60).map(({ state }) => NAMES.state.indexOf(state)),
      },
    });
    expectLikeBruteForce(models, "bert", NONE, columns.find("bert", NONE));
  });

  it("leave nothing where a filter names what no model has", () => {
    const columns = columnsOf(made(50));
    expect(columns.find("", { ...NONE, task: "no-such-task" }).rows.length).toBe(0);
  });

  it("are none when there are no models", () => {
    expect(columnsOf([]).find("a", NONE).rows.length).toBe(0);
  });
});

describe("columns", () => {
  it("give back every id and name as it came, in whichever part it was", () => {
    const models = made(100, 2);
    models[3] = { ...(models[3] as Made), id: "İ".repeat(40) };
    models[99] = { ...(models[99] as Made), id: "" };
    const columns = columnsOf(models, 6);
    for (const [row, model] of models.entries()) {
      expect(columns.id(row)).toBe(model.id);
      expect(columns.lowerId(row)).toBe(model.id.toLowerCase());
      expect(FACETS.map((facet) => columns.name(facet, row))).toEqual(
        FACETS.map((facet) => model[facet]),
      );
    }
  });

  it("take a state that a check found, also one that no list had", () => {
    const columns = columnsOf(made(20));
    columns.setState(4, "Loading");
    columns.setState(400, "Loading");
    expect(columns.name("state", 4)).toBe("Loading");
    expect([...columns.find("", { ...NONE, state: "Loading" }).rows]).toEqual([4]);
  });
});

it("drops words of a query that others hold already", () => {
  expect(wordsOf("  BERT rob roberta bert ")).toEqual(["bert", "roberta"].slice(1));
});

it("finds among 200,000 models in a part of the time of looking at each", () => {
  const models = made(200_000);
  const columns = columnsOf(models, 5);
  const text = "aurora roberta s1";
  const queries = [1, 7, 8, 12].map((length) => text.slice(0, length));
  const time = (find: (query: string) => unknown) => {
    const start = performance.now();
    queries.forEach(find);
    return performance.now() - start;
  };
  const each = time((query) => models.filter((model) => fits(model, query)));
  const ours = Math.min(...[1, 2, 3].map(() => time((query) => columns.find(query, NONE))));
  expect(ours).toBeLessThan(each / 4);
});
