import { actualOf, expectedOf, hasMultiStream, lib } from "./adapter.mjs";
import { all, equal, event, events, numbers, ok, refused, scenario, unique } from "./harness.mjs";

const { ANY, NO_STREAM, STREAM_EXISTS, STREAM_STATE } = lib;

const request = (streamName, list, expectedState = ANY) => ({ streamName, events: list, expectedState });
const record = (streamName, record) => ({ streamName, record });
const check = (streamName, expectedState) => ({ type: STREAM_STATE, streamName, expectedState });

function multi(name, run) {
  if (hasMultiStream) scenario(name, run);
}

multi("multi-stream append: all streams at once", async (client) => {
  const [one, two] = [unique("multi"), unique("multi")];
  await client.appendToStream(two, events(1));
  const result = await client.multiStreamAppend([
    request(one, events(2), NO_STREAM),
    request(two, events(3), 0n),
  ]);
  ok(typeof result.position === "bigint" && result.position > 0n, `the position ${result.position}`);
  equal(new Map(result.responses.map(({ streamName, revision }) => [streamName, revision])),
    new Map([[one, 1n], [two, 3n]]));
  equal(numbers(await all(client.readStream(one))), [0, 1]);
  equal(numbers(await all(client.readStream(two))), [0, 0, 1, 2]);
});

multi("multi-stream append: a wrong revision refuses all of it", async (client) => {
  const [one, two] = [unique("multi"), unique("multi")];
  await client.appendToStream(two, events(3));
  const wrong = client.multiStreamAppend([request(one, events(1), NO_STREAM), request(two, events(1), 0n)]);
  const error = await refused(lib.WrongExpectedVersionError, wrong);
  equal([error.streamName, expectedOf(error), actualOf(error)], [two, 0n, 2n]);
  await refused(lib.StreamNotFoundError, all(client.readStream(one)));
});

multi("multi-stream append: a tombstoned stream refuses all of it", async (client) => {
  const [one, two] = [unique("multi"), unique("multi")];
  await client.appendToStream(two, events(1));
  await client.tombstoneStream(two);
  const wrong = client.multiStreamAppend([request(one, events(1)), request(two, events(1))]);
  const error = await refused(lib.StreamTombstonedError, wrong);
  equal(error.stream, two);
  await refused(lib.StreamNotFoundError, all(client.readStream(one)));
});

multi("multi-stream append: the same stream twice is refused", async (client) => {
  const one = unique("multi");
  await refused(Error, client.multiStreamAppend([request(one, events(1)), request(one, events(1))]));
  await refused(lib.StreamNotFoundError, all(client.readStream(one)));
});

multi("multi-stream append: metadata are texts by name", async (client) => {
  const one = unique("multi");
  const metadata = { user: "zoë", tenant: "7" };
  await client.multiStreamAppend([request(one, [event("with", { a: 1 }, { metadata })])]);
  const [{ event: found }] = await all(client.readStream(one));
  equal([found.type, found.data, found.isJson], ["with", { a: 1 }, true]);
  equal([found.metadata.user, found.metadata.tenant], ["zoë", "7"]);
  const bad = [request(one, [event("with", {}, { metadata: { number: 1 } })])];
  await refused(Error, client.multiStreamAppend(bad));
});

multi("multi-stream append: bytes", async (client) => {
  const one = unique("multi");
  const data = Uint8Array.from([0, 255, 128, 10]);
  await client.multiStreamAppend([request(one, [lib.binaryEvent({ type: "bytes", data })])]);
  const [{ event: found }] = await all(client.readStream(one));
  equal([found.isJson, Buffer.from(found.data).equals(Buffer.from(data))], [false, true]);
});

multi("append records: interleaved streams keep their order", async (client) => {
  const [one, two] = [unique("record"), unique("record")];
  const result = await client.appendRecords([
    record(one, event("1")), record(two, event("2")), record(one, event("3")),
  ]);
  equal(new Map(result.responses.map(({ streamName, revision }) => [streamName, revision])),
    new Map([[one, 1n], [two, 0n]]));
  const [first] = await all(client.readStream(one));
  const found = await all(client.readAll({ fromPosition: first.event.position, maxCount: 3 }));
  equal(found.map(({ event }) => event.type), ["1", "2", "3"]);
});

multi("append records: checks hold, also of streams that are not written", async (client) => {
  const [one, guard] = [unique("record"), unique("guard")];
  await client.appendToStream(guard, events(2));
  await client.appendRecords([record(one, event("a"))],
    [check(guard, 1n), check(one, NO_STREAM), check(guard, STREAM_EXISTS)]);
  equal((await all(client.readStream(one))).length, 1);
});

multi("append records: broken checks are all told, and nothing is written", async (client) => {
  const [one, guard] = [unique("record"), unique("guard")];
  await client.appendToStream(guard, events(2));
  const wrong = client.appendRecords([record(one, event("a"))],
    [check(guard, 0n), check(one, NO_STREAM), check(one, STREAM_EXISTS)]);
  const error = await refused(lib.AppendConsistencyViolationError, wrong);
  equal(
    error.violations.map(({ checkIndex, streamName, expectedState, actualState }) =>
      [checkIndex, streamName, expectedState, actualState]),
    [[0, guard, 0n, 1n], [2, one, STREAM_EXISTS, NO_STREAM]],
  );
  await refused(lib.StreamNotFoundError, all(client.readStream(one)));
});

multi("append records: none are refused", async (client) => {
  await refused(Error, client.appendRecords([]));
});

multi("append records: a record beyond 16 MiB is refused", async (client) => {
  const one = unique("record");
  const data = new Uint8Array(16 * 1024 * 1024 + 1);
  const error = await refused(Error,
    client.appendRecords([record(one, lib.binaryEvent({ type: "large", data }))]));
  if (error instanceof lib.AppendRecordSizeExceededError) equal(error.stream, one);
  await refused(lib.StreamNotFoundError, all(client.readStream(one)));
});
