import { expecting, lib } from "./adapter.mjs";
import { all, equal, event, events, numbers, ok, refused, scenario, unique } from "./harness.mjs";

const { BACKWARDS, END, FORWARDS, START } = lib;

async function stream(client, count) {
  const name = unique("read");
  const result = await client.appendToStream(name, events(count), expecting(lib.NO_STREAM));
  return { name, end: result.position };
}

scenario("read: a stream forwards is the default", async (client) => {
  const { name } = await stream(client, 10);
  const found = await all(client.readStream(name));
  equal(numbers(found), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  equal(found.map(({ event }) => event.revision), Array.from({ length: 10 }, (_, n) => BigInt(n)));
  ok(found.every(({ link }) => link === undefined), "no links");
});

scenario("read: a stream backwards from its end", async (client) => {
  const { name } = await stream(client, 4);
  equal(numbers(await all(client.readStream(name, { direction: BACKWARDS, fromRevision: END }))), [3, 2, 1, 0]);
});

scenario("read: from a revision, both ways, inclusive", async (client) => {
  const { name } = await stream(client, 6);
  equal(numbers(await all(client.readStream(name, { fromRevision: 4n }))), [4, 5]);
  equal(numbers(await all(client.readStream(name, { direction: BACKWARDS, fromRevision: 2n }))), [2, 1, 0]);
});

scenario("read: no more than maxCount", async (client) => {
  const { name } = await stream(client, 10);
  equal(numbers(await all(client.readStream(name, { maxCount: 3 }))), [0, 1, 2]);
  equal(numbers(await all(client.readStream(name, { maxCount: 2n, fromRevision: 5n }))), [5, 6]);
  equal(numbers(await all(
    client.readStream(name, { direction: BACKWARDS, fromRevision: END, maxCount: 1 }))), [9]);
});

scenario("read: beyond the end there is nothing", async (client) => {
  const { name } = await stream(client, 2);
  equal(await all(client.readStream(name, { fromRevision: 50n })), []);
});

scenario("read: backwards from beyond the end begins at the end", async (client) => {
  const { name } = await stream(client, 3);
  equal(numbers(await all(client.readStream(name, { direction: BACKWARDS, fromRevision: 50n }))), [2, 1, 0]);
});

scenario("read: a stream that is not there", async (client) => {
  const name = unique("absent");
  const error = await refused(lib.StreamNotFoundError, all(client.readStream(name)));
  equal([error.type, error.streamName], [lib.ErrorType.STREAM_NOT_FOUND, name]);
});

scenario("read: a revision below zero is refused", async (client) => {
  const { name } = await stream(client, 1);
  const read = async () => all(client.readStream(name, { fromRevision: -1n }));
  await refused(lib.InvalidArgumentError, read());
});

scenario("read: 3,000 events", async (client) => {
  const { name } = await stream(client, 3_000);
  const found = numbers(await all(client.readStream(name)));
  equal(found, Array.from({ length: 3_000 }, (_, number) => number));
});

scenario("read: what is left unread does no harm", async (client) => {
  const { name } = await stream(client, 1_000);
  for await (const { event } of client.readStream(name)) {
    if (event.revision === 3n) break;
  }
  equal((await all(client.readStream(name, { maxCount: 1 }))).length, 1);
});

scenario("read: events carry their position", async (client) => {
  const { name, end } = await stream(client, 2);
  const found = await all(client.readStream(name));
  ok(found[0].event.position.commit < found[1].event.position.commit, "positions grow");
  equal(found[1].event.position.commit, end.commit);
});

scenario("read $all: forwards from a position, inclusive", async (client) => {
  const { name } = await stream(client, 3);
  const [first] = await all(client.readStream(name));
  const found = await all(client.readAll({ fromPosition: first.event.position }));
  equal(numbers(found.filter(({ event }) => event.streamId === name)), [0, 1, 2]);
  equal(found[0].event.id, first.event.id);
});

scenario("read $all: forwards from the start, in order", async (client) => {
  const { name } = await stream(client, 3);
  const found = await all(client.readAll({ direction: FORWARDS, fromPosition: START }));
  equal(numbers(found.filter(({ event }) => event.streamId === name)), [0, 1, 2]);
  const commits = found.map(({ event }) => event.position.commit);
  ok(commits.every((commit, index) => index === 0 || commit > commits[index - 1]), "positions grow");
});

scenario("read $all: backwards from the end", async (client) => {
  const { name } = await stream(client, 3);
  const found = await all(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 3 }));
  equal(numbers(found), [2, 1, 0]);
  equal(found.map(({ event }) => event.streamId), [name, name, name]);
});

scenario("read $all: backwards from a position, exclusive", async (client) => {
  const { name, end } = await stream(client, 3);
  const found = await all(client.readAll({ direction: BACKWARDS, fromPosition: end, maxCount: 2 }));
  equal(numbers(found), [1, 0], `${name}:`);
});

scenario("read $all: no more than maxCount", async (client) => {
  await stream(client, 20);
  equal((await all(client.readAll({ maxCount: 7 }))).length, 7);
});

scenario("read: links are links, or what they point to", async (client) => {
  const { name } = await stream(client, 3);
  const links = unique("links");
  const link = (number) =>
    lib.binaryEvent({ type: "$>", data: Buffer.from(`${number}@${name}`), metadata: { by: "hand" } });
  await client.appendToStream(links, [link(2), link(0)]);
  const plain = await all(client.readStream(links));
  equal(plain.map(({ event }) => event.type), ["$>", "$>"]);
  const resolved = await all(client.readStream(links, { resolveLinkTos: true }));
  equal(numbers(resolved), [2, 0]);
  equal(resolved.map(({ link }) => [link.streamId, link.revision]), [[links, 0n], [links, 1n]]);
});

scenario("read: a link to nothing stays a link", async (client) => {
  const links = unique("links");
  await client.appendToStream(
    links, lib.binaryEvent({ type: "$>", data: Buffer.from(`0@${unique("nowhere")}`) }));
  const [resolved] = await all(client.readStream(links, { resolveLinkTos: true }));
  equal([resolved.event, resolved.link.type], [undefined, "$>"]);
});

scenario("read: the category's stream has links to its events", async (client) => {
  const category = unique("category");
  await client.appendToStream(`${category}-1`, event("a"));
  await client.appendToStream(`${category}-2`, event("b"));
  const found = await all(client.readStream(`$ce-${category}`, { resolveLinkTos: true }));
  equal(found.map(({ event }) => event.type), ["a", "b"]);
});

scenario("read: the type's stream has links to its events", async (client) => {
  const type = unique("type");
  await client.appendToStream(unique("typed"), [event(type), event("other"), event(type)]);
  const found = await all(client.readStream(`$et-${type}`, { resolveLinkTos: true }));
  equal(found.map(({ event }) => [event.type, event.revision]), [[type, 0n], [type, 2n]]);
});
