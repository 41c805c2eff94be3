import { actualOf, expectedOf, expecting, lib } from "./adapter.mjs";
import { all, equal, events, numbers, ok, refused, scenario, unique } from "./harness.mjs";

const { StreamDeletedError, StreamNotFoundError, WrongExpectedVersionError } = lib;

async function stream(client, count = 2) {
  const name = unique("gone");
  await client.appendToStream(name, events(count));
  return name;
}

scenario("delete: the stream is not found any more", async (client) => {
  const name = await stream(client);
  const { position } = await client.deleteStream(name);
  ok(position.commit > 0n, "a position");
  const error = await refused(StreamNotFoundError, all(client.readStream(name)));
  equal(error.streamName, name);
});

scenario("delete: at the right revision", async (client) => {
  const name = await stream(client, 3);
  await client.deleteStream(name, { expectedRevision: 2n });
  await refused(StreamNotFoundError, all(client.readStream(name)));
});

scenario("delete: at a wrong revision", async (client) => {
  const name = await stream(client, 3);
  const wrong = client.deleteStream(name, { expectedRevision: 7n });
  const error = await refused(WrongExpectedVersionError, wrong);
  equal([error.streamName, expectedOf(error), actualOf(error)], [name, 7n, 2n]);
  equal((await all(client.readStream(name))).length, 3);
});

scenario("delete: no stream expected, and it is there", async (client) => {
  const name = await stream(client);
  await refused(WrongExpectedVersionError, client.deleteStream(name, { expectedRevision: lib.NO_STREAM }));
});

scenario("delete: a stream that never was", async (client) => {
  await refused(Error, client.deleteStream(unique("never")));
});

scenario("delete: one can append again, and numbers go on", async (client) => {
  const name = await stream(client, 3);
  await client.deleteStream(name);
  const again = await client.appendToStream(name, events(2), expecting(lib.NO_STREAM));
  equal(again.nextExpectedRevision, 4n);
  const found = await all(client.readStream(name));
  equal(numbers(found), [0, 1]);
  equal(found.map(({ event }) => event.revision), [3n, 4n]);
});

scenario("delete: twice is once", async (client) => {
  const name = await stream(client);
  await client.deleteStream(name);
  await client.deleteStream(name);
  await refused(StreamNotFoundError, all(client.readStream(name)));
});

scenario("delete: $all still has the events", async (client) => {
  const name = await stream(client, 2);
  const [first] = await all(client.readStream(name));
  await client.deleteStream(name);
  const found = await all(client.readAll({ fromPosition: first.event.position }));
  equal(found.filter(({ event }) => event.streamId === name).length, 2);
});

scenario("tombstone: the stream is deleted for ever", async (client) => {
  const name = await stream(client);
  const { position } = await client.tombstoneStream(name);
  ok(position.commit > 0n, "a position");
  for (const attempt of [
    () => all(client.readStream(name)),
    () => client.appendToStream(name, events(1)),
    () => client.appendToStream(name, events(1), { credentials: { username: "admin", password: "changeit" } }),
    () => client.deleteStream(name),
    () => client.tombstoneStream(name),
  ]) {
    const error = await refused(StreamDeletedError, attempt());
    equal(error.streamName, name);
  }
});

scenario("tombstone: at the right revision, and at a wrong one", async (client) => {
  const name = await stream(client, 2);
  const wrong = client.tombstoneStream(name, { expectedRevision: 0n });
  const error = await refused(WrongExpectedVersionError, wrong);
  equal([error.streamName, expectedOf(error), actualOf(error)], [name, 0n, 1n]);
  await client.tombstoneStream(name, { expectedRevision: 1n });
  await refused(StreamDeletedError, all(client.readStream(name)));
});

scenario("tombstone: a name that was never used", async (client) => {
  const name = unique("never");
  await client.tombstoneStream(name, { expectedRevision: lib.NO_STREAM });
  await refused(StreamDeletedError, client.appendToStream(name, events(1)));
});

scenario("tombstone: of a deleted stream", async (client) => {
  const name = await stream(client);
  await client.deleteStream(name);
  await client.tombstoneStream(name);
  await refused(StreamDeletedError, all(client.readStream(name)));
});
