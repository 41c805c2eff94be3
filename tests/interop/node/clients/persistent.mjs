import { lib } from "./adapter.mjs";
import { equal, event, events, numbers, ok, refused, scenario, sleep, subscribed, unique } from "./harness.mjs";

const SERVICE = "persistent_subscriptions.PersistentSubscriptions";
const rpc = (...names) => ({ needs: ["Create", ...names].map((name) => `${SERVICE}/${name}`) });

const toStream = lib.persistentSubscriptionToStreamSettingsFromDefaults;
const toAll = lib.persistentSubscriptionToAllSettingsFromDefaults;

async function group(client, count, settings = {}) {
  const [stream, name] = [unique("ps"), unique("group")];
  if (count > 0) await client.appendToStream(stream, events(count));
  await client.createPersistentSubscriptionToStream(
    stream, name, toStream({ startFrom: lib.START, ...settings }));
  return { stream, name };
}

const open = (client, { stream, name }, run, options) =>
  subscribed(client.subscribeToPersistentSubscriptionToStream(stream, name, options), undefined, run);

scenario("group: created, and a second time refused", rpc(), async (client) => {
  const { stream, name } = await group(client, 0);
  const again = client.createPersistentSubscriptionToStream(stream, name, toStream());
  const error = await refused(lib.PersistentSubscriptionExistsError, again);
  equal([error.streamName, error.groupName], [stream, name]);
});

scenario("group: updated; one that is not there is refused", rpc("Update", "GetInfo"), async (client) => {
  const { stream, name } = await group(client, 0);
  const settings = toStream({ startFrom: lib.START, maxRetryCount: 3, messageTimeout: 5_000 });
  await client.updatePersistentSubscriptionToStream(stream, name, settings);
  const info = await client.getPersistentSubscriptionToStreamInfo(stream, name);
  equal([info.settings.maxRetryCount, info.settings.messageTimeout], [3, 5_000]);
  const absent = client.updatePersistentSubscriptionToStream(stream, unique("none"), settings);
  await refused(lib.PersistentSubscriptionDoesNotExistError, absent);
});

scenario("group: deleted; one that is not there is refused", rpc("Delete"), async (client) => {
  const { stream, name } = await group(client, 0);
  await client.deletePersistentSubscriptionToStream(stream, name);
  const error = await refused(lib.PersistentSubscriptionDoesNotExistError,
    client.deletePersistentSubscriptionToStream(stream, name));
  equal([error.streamName, error.groupName], [stream, name]);
});

scenario("group: a reader gets what is there and what comes, and acknowledges", rpc("Read"), async (client) => {
  const of = await group(client, 3);
  await open(client, of, async (arrivals) => {
    await arrivals.events(3);
    await client.appendToStream(of.stream, event("live", { number: 3 }));
    const found = await arrivals.events(4);
    equal(numbers(found), [0, 1, 2, 3]);
    equal(found.map(({ retryCount }) => retryCount), [0, 0, 0, 0]);
    await arrivals.subscription.ack(...found);
  });
});

scenario("group: from the end, only what is new", rpc("Read"), async (client) => {
  const of = await group(client, 3, { startFrom: lib.END });
  await open(client, of, async (arrivals) => {
    await arrivals.mark("confirmation");
    await client.appendToStream(of.stream, event("new", { number: 9 }));
    equal(numbers(await arrivals.events(1)), [9]);
  });
});

scenario("group: from a revision, inclusive", rpc("Read"), async (client) => {
  const of = await group(client, 5, { startFrom: 3n });
  await open(client, of, async (arrivals) => equal(numbers(await arrivals.events(2)), [3, 4]));
});

scenario("group: a reader of none is refused", rpc("Read"), async (client) => {
  const of = { stream: unique("ps"), name: unique("none") };
  await open(client, of, async (arrivals) => {
    const { value } = await arrivals.mark("error");
    ok(value instanceof lib.PersistentSubscriptionDoesNotExistError, `the error ${value}`);
  });
});

scenario("group: one reader too many is refused", rpc("Read"), async (client) => {
  const of = await group(client, 0, { maxSubscriberCount: 1 });
  await open(client, of, async (first) => {
    await first.mark("confirmation");
    await open(client, of, async (second) => {
      const { value } = await second.mark("error");
      ok(value instanceof lib.PersistentSubscriptionMaximumSubscribersReachedError, `the error ${value}`);
    });
  });
});

scenario("group: deleted under a reader, who is told", rpc("Read", "Delete"), async (client) => {
  const of = await group(client, 0);
  await open(client, of, async (arrivals) => {
    await arrivals.mark("confirmation");
    await client.deletePersistentSubscriptionToStream(of.stream, of.name);
    const { value } = await arrivals.mark("error");
    ok(value instanceof lib.PersistentSubscriptionDoesNotExistError
      || value instanceof lib.PersistentSubscriptionDroppedError, `the error ${value}`);
  });
});

scenario("group: retried, with the count", rpc("Read"), async (client) => {
  const of = await group(client, 1);
  await open(client, of, async (arrivals) => {
    const [first] = await arrivals.events(1);
    await arrivals.subscription.nack(lib.RETRY, "again", first);
    const [, second] = await arrivals.events(2);
    equal([second.event.id, second.retryCount], [first.event.id, 1]);
    await arrivals.subscription.ack(second);
  });
});

scenario("group: skipped", rpc("Read"), async (client) => {
  const of = await group(client, 2);
  await open(client, of, async (arrivals) => {
    const found = await arrivals.events(2);
    await arrivals.subscription.nack(lib.SKIP, "not ours", found[0]);
    await arrivals.subscription.ack(found[1]);
    await sleep(300);
    equal(arrivals.found.length, 2);
  });
});

scenario("group: parked, and replayed", rpc("Read", "ReplayParked", "GetInfo"), async (client) => {
  const of = await group(client, 3);
  await open(client, of, async (arrivals) => {
    const found = await arrivals.events(3);
    await arrivals.subscription.nack(lib.PARK, "broken", ...found);
    const parked = async () =>
      (await client.getPersistentSubscriptionToStreamInfo(of.stream, of.name)).stats.parkedMessageCount;
    for (let round = 0; round < 20 && (await parked()) !== 3n; round += 1) await sleep(100);
    equal(await parked(), 3n);
    await client.replayParkedMessagesToStream(of.stream, of.name);
    equal(numbers(await arrivals.events(6)).slice(3).sort(), [0, 1, 2]);
    await arrivals.subscription.ack(...arrivals.found.slice(3));
  });
});

scenario("group: as many are replayed as asked", rpc("Read", "ReplayParked", "GetInfo"), async (client) => {
  const of = await group(client, 3);
  await open(client, of, async (arrivals) => {
    await arrivals.subscription.nack(lib.PARK, "broken", ...(await arrivals.events(3)));
    await sleep(500);
    await client.replayParkedMessagesToStream(of.stream, of.name, { stopAt: 2 });
    await arrivals.events(5);
    await sleep(300);
    equal(arrivals.found.length, 5);
  });
});

scenario("group: what is not acknowledged in time comes again", rpc("Read"), async (client) => {
  const of = await group(client, 1, { messageTimeout: 500 });
  await open(client, of, async (arrivals) => {
    const [, again] = await arrivals.events(2);
    ok(again.retryCount >= 1, `the count ${again.retryCount}`);
    await arrivals.subscription.ack(again);
  });
});

scenario("group: two readers share the work", rpc("Read"), async (client) => {
  const of = await group(client, 0);
  await open(client, of, async (one) => {
    await open(client, of, async (two) => {
      await one.mark("confirmation");
      await two.mark("confirmation");
      for (const reader of [one, two]) {
        reader.subscription.on("data", (resolved) => void reader.subscription.ack(resolved));
      }
      await client.appendToStream(of.stream, events(40));
      await one.until(() => one.found.length + two.found.length >= 40 || undefined, "40 events")
        .catch(() => {});
      equal(one.found.length + two.found.length, 40);
      ok(one.found.length > 0 && two.found.length > 0, `${one.found.length} and ${two.found.length}`);
    });
  });
});

scenario("group: a reader goes on where the last one acknowledged", rpc("Read"), async (client) => {
  const of = await group(client, 4, { checkPointLowerBound: 1, checkPointAfter: 100 });
  await open(client, of, async (arrivals) => {
    const found = await arrivals.events(4);
    await arrivals.subscription.ack(found[0], found[1]);
    await sleep(500);
  });
  await sleep(300);
  await open(client, of, async (arrivals) => {
    equal(numbers(await arrivals.events(2)).sort(), [2, 3]);
    await arrivals.subscription.ack(...arrivals.found);
  });
});

scenario("group: links are resolved when asked", rpc("Read"), async (client) => {
  const category = unique("linked");
  await client.appendToStream(`${category}-1`, events(2));
  const of = { stream: `$ce-${category}`, name: unique("group") };
  await client.createPersistentSubscriptionToStream(
    of.stream, of.name, toStream({ startFrom: lib.START, resolveLinkTos: true }));
  await open(client, of, async (arrivals) => {
    const found = await arrivals.events(2);
    equal(numbers(found), [0, 1]);
    equal(found[0].link.streamId, of.stream);
    await arrivals.subscription.ack(...found);
  });
});

scenario("group: information of it", rpc("GetInfo"), async (client) => {
  const { stream, name } = await group(client, 1, { liveBufferSize: 77, consumerStrategyName: lib.PINNED });
  const info = await client.getPersistentSubscriptionToStreamInfo(stream, name);
  equal([info.eventSource, info.groupName, info.connections.length], [stream, name, 0]);
  equal([info.settings.liveBufferSize, info.settings.consumerStrategyName], [77, lib.PINNED]);
  equal(info.settings.startFrom, lib.START);
  const absent = client.getPersistentSubscriptionToStreamInfo(stream, unique("none"));
  await refused(lib.PersistentSubscriptionDoesNotExistError, absent);
});

scenario("group: listed, those of a stream and all", rpc("List"), async (client) => {
  const { stream, name } = await group(client, 0);
  const other = unique("group");
  await client.createPersistentSubscriptionToStream(stream, other, toStream());
  const listed = await client.listPersistentSubscriptionsToStream(stream);
  equal(listed.map(({ groupName }) => groupName).sort(), [name, other].sort());
  const all = await client.listAllPersistentSubscriptions();
  ok([name, other].every((one) => all.some(({ groupName }) => groupName === one)), "both are listed");
});

const OF_ALL = { ...rpc("Read") };

scenario("group of $all: read with a filter", OF_ALL, async (client) => {
  const [stream, name] = [unique("psall"), unique("group")];
  await client.appendToStream(stream, events(2));
  await client.createPersistentSubscriptionToAll(name, toAll({ startFrom: lib.START }), {
    filter: lib.streamNameFilter({ prefixes: [stream] }),
  });
  const subscription = client.subscribeToPersistentSubscriptionToAll(name);
  await subscribed(subscription, undefined, async (arrivals) => {
    await arrivals.events(2);
    await client.appendToStream(stream, event("live", { number: 2 }));
    equal(numbers(await arrivals.events(3)), [0, 1, 2]);
    await subscription.ack(...arrivals.found);
  });
});

scenario("group of $all: a second time refused, updated, deleted", rpc("Update", "Delete", "GetInfo"), async (client) => {
  const name = unique("group");
  await client.createPersistentSubscriptionToAll(name, toAll());
  await refused(lib.PersistentSubscriptionExistsError, client.createPersistentSubscriptionToAll(name, toAll()));
  await client.updatePersistentSubscriptionToAll(name, toAll({ maxRetryCount: 4 }));
  const info = await client.getPersistentSubscriptionToAllInfo(name);
  equal([info.eventSource, info.groupName, info.settings.maxRetryCount], ["$all", name, 4]);
  await client.deletePersistentSubscriptionToAll(name);
  await refused(lib.PersistentSubscriptionDoesNotExistError, client.deletePersistentSubscriptionToAll(name));
});

scenario("group of $all: listed", rpc("List"), async (client) => {
  const name = unique("group");
  await client.createPersistentSubscriptionToAll(name, toAll());
  const listed = await client.listPersistentSubscriptionsToAll();
  ok(listed.some(({ groupName }) => groupName === name), "it is listed");
});

scenario("group of $all: parked, and replayed", rpc("Read", "ReplayParked"), async (client) => {
  const [stream, name] = [unique("psall"), unique("group")];
  await client.appendToStream(stream, events(1));
  await client.createPersistentSubscriptionToAll(name, toAll({ startFrom: lib.START }), {
    filter: lib.streamNameFilter({ prefixes: [stream] }),
  });
  const subscription = client.subscribeToPersistentSubscriptionToAll(name);
  await subscribed(subscription, undefined, async (arrivals) => {
    await subscription.nack(lib.PARK, "broken", ...(await arrivals.events(1)));
    await sleep(500);
    await client.replayParkedMessagesToAll(name);
    const [first, again] = await arrivals.events(2);
    equal(again.event.id, first.event.id);
    await subscription.ack(again);
  });
});

scenario("groups: the subsystem restarts", rpc("RestartSubsystem"), async (client) => {
  await client.restartPersistentSubscriptionSubsystem();
});
