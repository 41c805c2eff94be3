// Runs the generated TypeScript for `cargo xtask interop languages`: the packages as they are installed.
//
// Its argument is the folder of a project that the packages are installed in.
//
// Line protocol: one JSON request a line on stdin, one JSON answer a line on stdout.
//
//   {"op": "check", "module": "interop-events/recording/v1", "guard": "isX", "json": "..."}
//       -> {"ok": true, "is": true, "json": "..."}
//   {"op": "events", "module": "interop-events"} -> {"ok": true, "events": {...}}
//   {"op": "key", "module": "interop-events", "type": "...", "version": 1} -> {"ok": true, "key": "..."}
//   {"op": "modules", "module": "interop-events"} -> {"ok": true, "modules": [...]}
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const project = process.argv[2];
const { resolve } = createRequire(join(project, "index.js"));

function load(module) {
  return import(pathToFileURL(resolve(module)));
}

const operations = {
  async check({ module, guard, json }) {
    const value = JSON.parse(json);
    return { is: (await load(module))[guard](value), json: JSON.stringify(value) };
  },
  async events({ module }) {
    return { events: (await load(module)).EVENTS };
  },
  async key({ module, type, version }) {
    return { key: (await load(module)).eventKey(type, version) ?? null };
  },
  async modules({ module }) {
    const manifest = join(project, "node_modules", module, "package.json");
    const modules = Object.keys(JSON.parse(readFileSync(manifest, "utf8")).exports);
    for (const entry of modules) {
      await load(module + entry.slice(1));
    }
    return { modules };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const request = JSON.parse(line);
    answer = { ok: true, ...(await operations[request.op](request)) };
  } catch (error) {
    answer = { ok: false, fault: `${error}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
