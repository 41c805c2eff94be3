import { actualOf, expecting, lib } from "./adapter.mjs";
import { all, equal, event, events, numbers, ok, refused, scenario, sleep, unique } from "./harness.mjs";

scenario("metadata: set and got, with keys of one's own", async (client) => {
  const stream = unique("meta");
  const metadata = {
    maxCount: 5, maxAge: 3_600, cacheControl: 60, truncateBefore: 1,
    acl: { readRoles: ["$all"], writeRoles: ["$admins"], metaReadRoles: ["$all"] },
    department: "pipes", nested: { of: [1, 2] },
  };
  const result = await client.setStreamMetadata(stream, metadata);
  equal([result.success, result.nextExpectedRevision], [true, 0n]);
  const found = await client.getStreamMetadata(stream);
  // What both clients call the revision is the position of the metadata in $all.
  equal([found.streamName, typeof found.metastreamRevision], [stream, "bigint"]);
  equal(found.metadata, metadata);
});

scenario("metadata: of a stream without any", async (client) => {
  const stream = unique("meta");
  const found = await client.getStreamMetadata(stream);
  equal([found.streamName, found.metadata, found.metastreamRevision], [stream, undefined, undefined]);
});

scenario("metadata: the expected revision is that of the metadata", async (client) => {
  const stream = unique("meta");
  await client.setStreamMetadata(stream, { maxCount: 1 }, { expectedRevision: lib.NO_STREAM });
  await client.setStreamMetadata(stream, { maxCount: 2 }, { expectedRevision: 0n });
  const wrong = client.setStreamMetadata(stream, { maxCount: 3 }, expecting(0n, { expectedRevision: 0n }));
  const error = await refused(lib.WrongExpectedVersionError, wrong);
  equal(actualOf(error), 1n);
  equal((await client.getStreamMetadata(stream)).metadata, { maxCount: 2 });
});

scenario("metadata: maxCount keeps the last events", async (client) => {
  const stream = unique("meta");
  await client.appendToStream(stream, events(5));
  await client.setStreamMetadata(stream, { maxCount: 2 });
  equal(numbers(await all(client.readStream(stream))), [3, 4]);
  await client.appendToStream(stream, event("more", { number: 5 }));
  equal(numbers(await all(client.readStream(stream))), [4, 5]);
});

scenario("metadata: truncateBefore hides what was before", async (client) => {
  const stream = unique("meta");
  await client.appendToStream(stream, events(5));
  await client.setStreamMetadata(stream, { truncateBefore: 3 });
  equal(numbers(await all(client.readStream(stream))), [3, 4]);
  equal(numbers(await all(client.readStream(stream, { direction: lib.BACKWARDS, fromRevision: lib.END }))), [4, 3]);
});

scenario("metadata: maxAge hides what is old", async (client) => {
  const stream = unique("meta");
  await client.appendToStream(stream, events(2));
  await client.setStreamMetadata(stream, { maxAge: 1 });
  await sleep(1_500);
  equal(await all(client.readStream(stream)), []);
});

scenario("metadata: a number that is none is refused", async (client) => {
  await refused(Error, client.setStreamMetadata(unique("meta"), { maxCount: 1.5 }));
});

scenario("metadata: it is the stream $$ of the stream", async (client) => {
  const stream = unique("meta");
  await client.setStreamMetadata(stream, { maxCount: 4 });
  const [{ event: found }] = await all(client.readStream(`$$${stream}`));
  equal([found.type, found.data], ["$metadata", { $maxCount: 4 }]);
  ok(found.isJson, "it is JSON");
});
