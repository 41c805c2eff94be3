import { expecting, lib, tellsWhereCaughtUp } from "./adapter.mjs";
import {
  equal, event, events, numbers, ok, refused, scenario, sleep, subscribed, unique, within,
} from "./harness.mjs";

const { END, START } = lib;

const of = (stream) => ({ event }) => event?.streamId === stream;

scenario("subscribe: a stream from its start, then live", async (client) => {
  const stream = unique("sub");
  await client.appendToStream(stream, events(3));
  await subscribed(client.subscribeToStream(stream), undefined, async (arrivals) => {
    await arrivals.events(3);
    await client.appendToStream(stream, [event("live", { number: 3 }), event("live", { number: 4 })]);
    equal(numbers(await arrivals.events(5)), [0, 1, 2, 3, 4]);
  });
});

scenario("subscribe: it is confirmed, with an id", async (client) => {
  const subscription = client.subscribeToStream(unique("sub"));
  await subscribed(subscription, undefined, async (arrivals) => {
    await arrivals.mark("confirmation");
    ok(typeof subscription.id === "string" && subscription.id.length > 0, `the id ${subscription.id}`);
  });
});

scenario("subscribe: from the end, only what is new", async (client) => {
  const stream = unique("sub");
  await client.appendToStream(stream, events(3));
  await subscribed(client.subscribeToStream(stream, { fromRevision: END }), undefined, async (arrivals) => {
    await arrivals.mark("confirmation");
    await sleep(200);
    await client.appendToStream(stream, event("new", { number: 99 }));
    equal(numbers(await arrivals.events(1)), [99]);
  });
});

scenario("subscribe: from a revision, exclusive", async (client) => {
  const stream = unique("sub");
  await client.appendToStream(stream, events(5));
  await subscribed(client.subscribeToStream(stream, { fromRevision: 2n }), undefined, async (arrivals) => {
    equal(numbers(await arrivals.events(2)), [3, 4]);
  });
});

scenario("subscribe: a stream that is not there yet", async (client) => {
  const stream = unique("sub");
  await subscribed(client.subscribeToStream(stream, { fromRevision: START }), undefined, async (arrivals) => {
    await arrivals.mark("confirmation");
    await client.appendToStream(stream, events(2), expecting(lib.NO_STREAM));
    equal(numbers(await arrivals.events(2)), [0, 1]);
  });
});

scenario("subscribe: caughtUp comes after the events that were there", async (client) => {
  const stream = unique("sub");
  await client.appendToStream(stream, events(10));
  await subscribed(client.subscribeToStream(stream), undefined, async (arrivals) => {
    const { value } = await arrivals.mark("caughtUp");
    // The mark is told at once, events as they are read: all ten are on their way.
    equal(numbers(await arrivals.events(10)), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    if (!tellsWhereCaughtUp) return;
    equal(value.revision, 9n);
    ok(Math.abs(value.date.getTime() - Date.now()) < 60_000, `the time ${value.date}`);
  });
});

scenario("subscribe $all: caughtUp", async (client) => {
  await client.appendToStream(unique("sub"), events(1));
  await subscribed(client.subscribeToAll(), undefined, async (arrivals) => {
    const { value } = await arrivals.mark("caughtUp");
    if (tellsWhereCaughtUp) ok(value.date instanceof Date, "the time");
  });
});

scenario("subscribe: unsubscribe ends it", async (client) => {
  const stream = unique("sub");
  await client.appendToStream(stream, events(1));
  await subscribed(client.subscribeToStream(stream), undefined, async (arrivals) => {
    await arrivals.events(1);
    await within(arrivals.subscription.unsubscribe(), "unsubscribe");
    await client.appendToStream(stream, events(1));
    await sleep(300);
    equal(arrivals.found.length, 1);
    equal(arrivals.marks.filter(({ mark }) => mark === "error"), []);
  });
});

scenario("subscribe: by iteration", async (client) => {
  const stream = unique("sub");
  await client.appendToStream(stream, events(5));
  const subscription = client.subscribeToStream(stream);
  const found = [];
  for await (const { event } of subscription) {
    found.push(event.data.number);
    if (found.length === 5) break;
  }
  equal(found, [0, 1, 2, 3, 4]);
});

scenario("subscribe: links are resolved when asked", async (client) => {
  const category = unique("linked");
  await client.appendToStream(`${category}-1`, events(2));
  const subscription = client.subscribeToStream(`$ce-${category}`, { resolveLinkTos: true });
  await subscribed(subscription, undefined, async (arrivals) => {
    await arrivals.events(2);
    await client.appendToStream(`${category}-2`, event("live", { number: 2 }));
    const found = await arrivals.events(3);
    equal(numbers(found), [0, 1, 2]);
    equal(found.map(({ link }) => link.streamId), Array(3).fill(`$ce-${category}`));
  });
});

scenario("subscribe: a stream that is tombstoned is refused", async (client) => {
  const stream = unique("sub");
  await client.appendToStream(stream, events(1));
  await client.tombstoneStream(stream);
  await subscribed(client.subscribeToStream(stream), undefined, async (arrivals) => {
    const { value } = await arrivals.mark("error");
    ok(value instanceof lib.StreamDeletedError, `the error ${value}`);
  });
});

scenario("subscribe: 2,000 events and more while it reads", async (client) => {
  const stream = unique("sub");
  await client.appendToStream(stream, events(1_000));
  await subscribed(client.subscribeToStream(stream), undefined, async (arrivals) => {
    for (let round = 0; round < 10; round += 1) await client.appendToStream(stream, events(100));
    const found = await arrivals.events(2_000);
    equal(found.map(({ event }) => event.revision), Array.from({ length: 2_000 }, (_, n) => BigInt(n)));
  });
});

scenario("subscribe $all: from the start, then live", async (client) => {
  const stream = unique("sub");
  await client.appendToStream(stream, events(2));
  await subscribed(client.subscribeToAll(), of(stream), async (arrivals) => {
    await arrivals.events(2);
    await client.appendToStream(stream, event("live", { number: 2 }));
    equal(numbers(await arrivals.events(3)), [0, 1, 2]);
  });
});

scenario("subscribe $all: from a position, exclusive", async (client) => {
  const stream = unique("sub");
  const { position } = await client.appendToStream(stream, events(2));
  await client.appendToStream(stream, [event("next", { number: 2 })]);
  await subscribed(client.subscribeToAll({ fromPosition: position }), of(stream), async (arrivals) => {
    equal(numbers(await arrivals.events(1)), [2]);
  });
});

scenario("subscribe $all: from the end, only what is new", async (client) => {
  const stream = unique("sub");
  await client.appendToStream(stream, events(2));
  await subscribed(client.subscribeToAll({ fromPosition: END }), of(stream), async (arrivals) => {
    await arrivals.mark("confirmation");
    await sleep(200);
    await client.appendToStream(stream, event("new", { number: 7 }));
    equal(numbers(await arrivals.events(1)), [7]);
  });
});

const FILTERS = {
  "types by prefix": (mark) => [lib.eventTypeFilter({ prefixes: [`${mark}A`] }), ["A", "A"]],
  "types by an expression": (mark) => [lib.eventTypeFilter({ regex: `^${mark}B` }), ["B"]],
  "streams by prefix": (mark) => [lib.streamNameFilter({ prefixes: [`${mark}_two`] }), ["A"]],
  "streams by an expression": (mark) => [lib.streamNameFilter({ regex: `^${mark}_one$` }), ["A", "B"]],
};

for (const [name, filterOf] of Object.entries(FILTERS)) {
  scenario(`subscribe $all with a filter: ${name}`, async (client) => {
    const mark = unique("mix");
    const [filter, expected] = filterOf(mark);
    await client.appendToStream(unique("other"), event("other"));
    await subscribed(client.subscribeToAll({ filter }), undefined, async (arrivals) => {
      await client.appendToStream(`${mark}_one`, [event(`${mark}A`), event(`${mark}B`)]);
      await client.appendToStream(`${mark}_two`, event(`${mark}A`));
      await arrivals.events(expected.length);
      await sleep(100);
      equal(arrivals.found.map(({ event }) => event.type), expected.map((type) => `${mark}${type}`));
    });
  });
}

scenario("subscribe $all with a filter: no system events", async (client) => {
  const stream = unique("sub");
  const options = { fromPosition: END, filter: lib.excludeSystemEvents() };
  await subscribed(client.subscribeToAll(options), undefined, async (arrivals) => {
    await arrivals.mark("confirmation");
    await sleep(200);
    await client.setStreamMetadata(stream, { maxCount: 5 });
    await client.appendToStream(stream, event("last"));
    await arrivals.until(() => arrivals.found.some(of(stream)), "the event");
    equal(arrivals.found.filter(({ event }) => event.type.startsWith("$")), []);
  });
});

scenario("subscribe $all with a filter: checkpoints, from which one can go on", async (client) => {
  const mark = unique("check");
  const positions = [];
  const start = await client.appendToStream(unique("start"), event("start"));
  await client.appendToStream(unique("passed"), events(200, "passed"));
  const filter = lib.eventTypeFilter({
    prefixes: [mark],
    maxSearchWindow: 10,
    checkpointInterval: 2,
    checkpointReached: (_, position) => void positions.push(position),
  });
  const from = { fromPosition: start.position, filter };
  await subscribed(client.subscribeToAll(from), undefined, async (arrivals) => {
    await arrivals.until(() => arrivals.marks.some(({ mark }) => mark === "caughtUp"), "caughtUp");
    ok(positions.length >= 10, `${positions.length} checkpoints of 200 events by 20`);
    ok(positions.every(({ commit }, index) => index === 0 || commit > positions[index - 1].commit),
      "checkpoints grow");
  });
  await client.appendToStream(unique("later"), event(mark));
  const again = { fromPosition: positions.at(-1), filter: lib.eventTypeFilter({ prefixes: [mark] }) };
  await subscribed(client.subscribeToAll(again), undefined, async (arrivals) => {
    equal((await arrivals.events(1))[0].event.type, mark);
  });
});

scenario("subscribe $all with a filter: an interval of zero is refused", async (client) => {
  const open = async () => {
    const filter = lib.eventTypeFilter({ prefixes: ["x"], checkpointInterval: 0 });
    const subscription = client.subscribeToAll({ filter });
    await new Promise((resolve, reject) => {
      subscription.on("error", reject);
      subscription.on("confirmation", resolve);
    });
  };
  await refused(Error, within(open(), "an answer"));
});

scenario("subscribe: 50 at a time", async (client) => {
  const stream = unique("fan");
  await client.appendToStream(stream, events(2));
  await Promise.all(Array.from({ length: 50 }, () =>
    subscribed(client.subscribeToStream(stream), undefined, (arrivals) => arrivals.events(2))));
});
