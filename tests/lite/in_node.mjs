// Pyodide in node: reads programs as lines of JSON, and writes what became of each as one.
//
//     node in_node.mjs path/to/pyodide.mjs ARCHIVE ...

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { begin } from "./begin.mjs";

const [home, ...paths] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(home));
const archives = paths.map((path) => new Uint8Array(readFileSync(path)));
const run = await begin(loadPyodide, archives, { stdout: console.error, env: { HOME: "/home/pyodide" } });
console.log(JSON.stringify({ value: null }));
for await (const line of createInterface({ input: process.stdin })) {
	console.log(JSON.stringify(await run(JSON.parse(line))));
}
