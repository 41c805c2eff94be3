import { randomUUID } from "node:crypto";
import { actualOf, connect, expectedOf, expecting, lib } from "./adapter.mjs";
import { all, equal, event, events, numbers, ok, refused, scenario, unique } from "./harness.mjs";

const { ANY, NO_STREAM, STREAM_EXISTS, WrongExpectedVersionError } = lib;
// With credentials of its own, an append goes by the older call instead of the batch.
const UNARY = { credentials: { username: "admin", password: "changeit" } };
const WAYS = { batch: {}, unary: UNARY };

for (const [way, options] of Object.entries(WAYS)) {
  const append = (client, stream, list, state = ANY) =>
    client.appendToStream(stream, list, expecting(state, options));

  scenario(`append (${way}): any, to a new stream and again`, async (client) => {
    const stream = unique("any");
    const first = await append(client, stream, events(1));
    equal([first.success, first.nextExpectedRevision], [true, 0n]);
    ok(first.position.commit >= 0n, "a position");
    const second = await append(client, stream, events(3));
    equal(second.nextExpectedRevision, 3n);
    ok(second.position.commit > first.position.commit, "positions grow");
  });

  scenario(`append (${way}): no stream, and it is there`, async (client) => {
    const stream = unique("no_stream");
    equal((await append(client, stream, events(2), NO_STREAM)).nextExpectedRevision, 1n);
    const error = await refused(WrongExpectedVersionError, append(client, stream, events(1), NO_STREAM));
    equal([error.streamName, expectedOf(error), actualOf(error)], [stream, NO_STREAM, 1n]);
  });

  scenario(`append (${way}): stream exists, and it is not there`, async (client) => {
    const stream = unique("exists");
    const error = await refused(
      WrongExpectedVersionError, append(client, stream, events(1), STREAM_EXISTS));
    equal([expectedOf(error), actualOf(error)], [STREAM_EXISTS, NO_STREAM]);
    await append(client, stream, events(1));
    equal((await append(client, stream, events(1), STREAM_EXISTS)).nextExpectedRevision, 1n);
  });

  scenario(`append (${way}): a revision, right and wrong`, async (client) => {
    const stream = unique("revision");
    await append(client, stream, events(3), NO_STREAM);
    equal((await append(client, stream, events(1), 2n)).nextExpectedRevision, 3n);
    for (const wrong of [2n, 7n]) {
      const error = await refused(WrongExpectedVersionError, append(client, stream, events(1), wrong));
      equal([error.streamName, expectedOf(error), actualOf(error)], [stream, wrong, 3n]);
    }
    equal((await all(client.readStream(stream))).length, 4);
  });

  scenario(`append (${way}): a revision of a stream that is not there`, async (client) => {
    const stream = unique("absent");
    const error = await refused(WrongExpectedVersionError, append(client, stream, events(1), 5n));
    equal([expectedOf(error), actualOf(error)], [5n, NO_STREAM]);
  });

  scenario(`append (${way}): the same events again are no new ones`, async (client) => {
    const stream = unique("again");
    const list = events(3);
    for (const state of [NO_STREAM, NO_STREAM, ANY]) {
      equal((await append(client, stream, list, state)).nextExpectedRevision, 2n);
    }
    equal(numbers(await all(client.readStream(stream))), [0, 1, 2]);
  });

  scenario(`append (${way}): a repeated append at a revision`, async (client) => {
    const stream = unique("repeated");
    await append(client, stream, events(2), NO_STREAM);
    const list = events(2);
    equal((await append(client, stream, list, 1n)).nextExpectedRevision, 3n);
    equal((await append(client, stream, list, 1n)).nextExpectedRevision, 3n);
    equal((await all(client.readStream(stream))).length, 4);
  });

  scenario(`append (${way}): known events with new ones are refused`, async (client) => {
    const stream = unique("partly");
    const known = event("known");
    await append(client, stream, [known], NO_STREAM);
    await refused(WrongExpectedVersionError, append(client, stream, [known, event("new")], NO_STREAM));
  });

  scenario(`append (${way}): bytes and their metadata come back`, async (client) => {
    const stream = unique("bytes");
    const data = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const id = randomUUID();
    await append(client, stream, lib.binaryEvent({ id, type: "bytes", data, metadata: data }));
    const [{ event: found }] = await all(client.readStream(stream));
    equal([found.id, found.type, found.isJson], [id, "bytes", false]);
    equal(Buffer.from(found.data).equals(Buffer.from(data)), true);
    equal(Buffer.from(found.metadata).equals(Buffer.from(data)), true);
  });

  scenario(`append (${way}): JSON and its metadata come back`, async (client) => {
    const stream = unique("json");
    const id = randomUUID();
    const data = { text: "größer \u{1F600}", list: [1, null, { deep: true }], number: 1.5 };
    const metadata = { $correlationId: randomUUID(), user: "zoë" };
    const before = Date.now();
    await append(client, stream, event("json", data, { id, metadata }));
    const [{ event: found }] = await all(client.readStream(stream));
    equal([found.id, found.type, found.isJson, found.revision], [id, "json", true, 0n]);
    equal([found.streamId, found.data, found.metadata], [stream, data, metadata]);
    ok(Math.abs(found.created.getTime() - before) < 60_000, `created ${found.created.toISOString()}`);
  });

  scenario(`append (${way}): nothing at all`, async (client) => {
    const stream = unique("nothing");
    await append(client, stream, events(2));
    equal((await append(client, stream, [], 1n)).nextExpectedRevision, 1n);
    equal((await all(client.readStream(stream))).length, 2);
  });

  scenario(`append (${way}): an event beyond 16 MiB is refused, and the client goes on`, async (client) => {
    const stream = unique("oversized");
    const large = lib.binaryEvent({ type: "large", data: new Uint8Array(16 * 1024 * 1024 + 1) });
    await refused(Error, append(client, stream, large));
    await refused(lib.StreamNotFoundError, all(client.readStream(stream)));
    equal((await append(client, stream, events(1))).nextExpectedRevision, 0n);
  });

  scenario(`append (${way}): 8 MiB in one event`, async (client) => {
    const stream = unique("large");
    const data = Buffer.alloc(8 * 1024 * 1024, "plumber");
    await append(client, stream, lib.binaryEvent({ type: "large", data }));
    const [{ event: found }] = await all(client.readStream(stream));
    equal(Buffer.from(found.data).equals(data), true);
  });

  scenario(`append (${way}): a wrong revision without an exception, when asked so`, async () => {
    const client = connect({ throwOnAppendFailure: false });
    try {
      const stream = unique("no_throw");
      await append(client, stream, events(2));
      const result = await append(client, stream, events(1), NO_STREAM);
      equal(result.success, false);
    } finally {
      await client.dispose();
    }
  });
}

scenario("append: 500 events in small batches are one append", async (client) => {
  const stream = unique("batches");
  const list = events(500);
  const result = await client.appendToStream(
    stream, list, expecting(NO_STREAM, { batchAppendSize: 2_000 }));
  equal(result.nextExpectedRevision, 499n);
  equal((await all(client.readStream(stream))).length, 500);
});

scenario("append: 40 at a time", async (client) => {
  const streams = Array.from({ length: 40 }, () => unique("parallel"));
  const results = await Promise.all(streams.map((stream) => client.appendToStream(stream, events(5))));
  equal(results.map(({ nextExpectedRevision }) => nextExpectedRevision), streams.map(() => 4n));
});

scenario("append: of 10 with the same revision one wins", async (client) => {
  const stream = unique("race");
  await client.appendToStream(stream, events(1));
  const race = Array.from({ length: 10 }, () =>
    client.appendToStream(stream, event("racer"), expecting(0n)).then(() => "won", (error) => error));
  const results = await Promise.all(race);
  equal(results.filter((result) => result === "won").length, 1);
  ok(results.every((result) => result === "won" || result instanceof WrongExpectedVersionError),
    `others lose by their version: ${results.join()}`);
});

scenario("append: names and types of any letters", async (client) => {
  const stream = unique("Straße/ 時計 %20?&#");
  await client.appendToStream(stream, event("Größe geändert ⏱"));
  const [{ event: found }] = await all(client.readStream(stream));
  equal([found.streamId, found.type], [stream, "Größe geändert ⏱"]);
});
