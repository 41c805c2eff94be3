// Scenarios, and what they are checked with.
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual, inspect } from "node:util";
import { connect, lib, name as client, version } from "./adapter.mjs";

const LIMIT = 20_000;
const scenarios = [];

class Skipped extends Error {}

/// A scenario; `needs` are RPCs that the server has to advertise, `modes` how it has to run.
export function scenario(name, ...rest) {
  const [options, run] = rest.length === 2 ? rest : [{}, rest[0]];
  scenarios.push({ name, needs: [], modes: ["memory", "data"], ...options, run });
}

export function skip(reason) {
  throw new Skipped(reason);
}

/// A name that nothing else has.
export const unique = (category) => `${category}_${randomUUID().replaceAll("-", "")}`;

export const event = (type, data = { some: "data" }, more = {}) => lib.jsonEvent({ type, data, ...more });
export const events = (count, type = "counted") =>
  Array.from({ length: count }, (_, number) => event(type, { number }));

export function equal(found, expected, what = "found") {
  if (!isDeepStrictEqual(found, expected)) {
    throw new Error(`${what} ${inspect(found)}, expected ${inspect(expected)}`);
  }
}

export function ok(condition, what) {
  if (!condition) throw new Error(what);
}

/// Waits for a refusal of this class, and gives it back.
export async function refused(Class, promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    if (error instanceof Class) return error;
    throw new Error(`refused with ${error.constructor.name} (${error.message}), expected ${Class.name}`);
  }
  throw new Error(`not refused: ${inspect(value)}; expected ${Class.name}`);
}

/// All of a read.
export async function all(read) {
  const found = [];
  for await (const resolved of read) found.push(resolved);
  return found;
}

export const numbers = (found) => found.map(({ event }) => event?.data.number);

export function within(promise, what, limit = 8_000) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${limit} ms`)), limit);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export const sleep = (duration) => new Promise((resolve) => setTimeout(resolve, duration));

/// What arrives on a subscription.
export class Arrivals {
  constructor(subscription, accept = () => true) {
    this.found = [];
    this.marks = [];
    this.waiting = [];
    this.subscription = subscription;
    subscription.on("data", (resolved) => {
      if (accept(resolved)) this.found.push(resolved);
      this.wake();
    });
    for (const mark of ["confirmation", "caughtUp", "fellBehind", "error", "end", "close"]) {
      subscription.on(mark, (value) => {
        this.marks.push({ mark, value, after: this.found.length });
        this.wake();
      });
    }
  }

  wake() {
    for (const check of this.waiting.splice(0)) check();
  }

  /// Waits until there is an answer.
  until(answer, what) {
    return within(
      new Promise((resolve) => {
        const check = () => {
          const value = answer();
          if (value === undefined || value === false) this.waiting.push(check);
          else resolve(value);
        };
        check();
      }),
      `${what}; there are ${this.found.length} events and the marks ${this.marks.map(({ mark }) => mark)}`,
    );
  }

  async events(count) {
    await this.until(() => this.found.length >= count, `${count} events`);
    return this.found;
  }

  mark(name) {
    return this.until(() => this.marks.find(({ mark }) => mark === name), name);
  }
}

/// Runs a subscription, and ends it whatever happens.
export async function subscribed(subscription, accept, run) {
  const arrivals = new Arrivals(subscription, accept);
  try {
    return await run(arrivals);
  } finally {
    await within(subscription.unsubscribe(), "unsubscribe").catch(() => {});
  }
}

async function attempt({ needs, modes, run }, shared) {
  const mode = process.env.PLUMBERD_MODE;
  if (!modes.includes(mode)) return;
  const features = await shared.capabilities;
  const missing = needs.filter((path) => !features.supports({ path: `/event_store.client.${path}` }));
  if (missing.length > 0) skip(`the server does not advertise ${missing.join(", ")}`);
  await run(shared);
}

/// Runs all scenarios, and prints what each came to.
export async function run() {
  console.log(`client ${client} ${version}`);
  const shared = connect();
  for (const one of scenarios) {
    if (!one.modes.includes(process.env.PLUMBERD_MODE)) continue;
    try {
      await within(attempt(one, shared), "the scenario", LIMIT);
      console.log(`ok ${one.name}`);
    } catch (error) {
      const said = String(error?.message ?? error).replace(/\s+/g, " ").trim();
      console.log(error instanceof Skipped ? `skipped ${one.name} | ${said}` : `FAILED ${one.name} | ${said}`);
    }
  }
  await within(shared.dispose(), "dispose").catch(() => {});
}
