import { filtersReads, lib } from "./adapter.mjs";
import { all, equal, event, ok, scenario, skip, unique } from "./harness.mjs";

const { eventTypeFilter, excludeSystemEvents, streamNameFilter } = lib;

async function mixed(client) {
  const mark = unique("mix");
  const before = await client.appendToStream(unique("before"), event("before"));
  await client.appendToStream(`${mark}_one`, [event(`${mark}A`), event(`${mark}B`)]);
  await client.appendToStream(`${mark}_two`, [event(`${mark}A`)]);
  await client.appendToStream(unique("rest"), [event("rest")]);
  return { mark, from: before.position };
}

async function found(client, from, filter) {
  if (!filtersReads) skip("this client has no filter on reads of $all");
  const events = await all(client.readAll({ fromPosition: from, filter }));
  return events.map(({ event }) => [event.streamId, event.type]);
}

const CASES = {
  "types by prefix": (mark) => [
    eventTypeFilter({ prefixes: [`${mark}A`] }),
    [[`${mark}_one`, `${mark}A`], [`${mark}_two`, `${mark}A`]],
  ],
  "types by several prefixes": (mark) => [
    eventTypeFilter({ prefixes: [`${mark}A`, `${mark}B`] }),
    [[`${mark}_one`, `${mark}A`], [`${mark}_one`, `${mark}B`], [`${mark}_two`, `${mark}A`]],
  ],
  "types by an expression": (mark) => [
    eventTypeFilter({ regex: `^${mark}[B-Z]$` }),
    [[`${mark}_one`, `${mark}B`]],
  ],
  "streams by prefix": (mark) => [
    streamNameFilter({ prefixes: [`${mark}_t`] }),
    [[`${mark}_two`, `${mark}A`]],
  ],
  "streams by an expression": (mark) => [
    streamNameFilter({ regex: `^${mark}_(one|two)$` }),
    [[`${mark}_one`, `${mark}A`], [`${mark}_one`, `${mark}B`], [`${mark}_two`, `${mark}A`]],
  ],
  "streams by an expression that looks ahead": (mark) => [
    streamNameFilter({ regex: `^${mark}_(?!one)` }),
    [[`${mark}_two`, `${mark}A`]],
  ],
};

for (const [name, of] of Object.entries(CASES)) {
  scenario(`read $all with a filter: ${name}`, async (client) => {
    const { mark, from } = await mixed(client);
    const [filter, expected] = of(mark);
    equal(await found(client, from, filter), expected);
  });
}

scenario("read $all with a filter: no system events", async (client) => {
  const { mark, from } = await mixed(client);
  await client.setStreamMetadata(`${mark}_one`, { maxCount: 10 });
  const types = (await found(client, from, excludeSystemEvents())).map(([, type]) => type);
  ok(types.includes(`${mark}B`), "events of users are there");
  equal(types.filter((type) => type.startsWith("$")), []);
});
