// The node itself: what it says of itself, who is let in, and how one gets there.
import { connect, host, lib, port } from "./adapter.mjs";
import { all, equal, event, events, numbers, ok, refused, scenario, subscribed, unique } from "./harness.mjs";

const TLS = { modes: ["tls"] };
const USERS = { modes: ["users"], needs: ["users.Users/Details"] };

async function used(options, run) {
  const client = connect(options);
  try {
    return await run(client);
  } finally {
    await client.dispose();
  }
}

async function works(client) {
  const stream = unique("works");
  await client.appendToStream(stream, events(2));
  equal(numbers(await all(client.readStream(stream))), [0, 1]);
}

scenario("node: its version", async (client) => {
  const { serverVersion } = await client.capabilities;
  ok(/^\d+\.\d+\.\d+$/.test(serverVersion), `the version ${serverVersion}`);
});

for (const path of ["/health/live", "/info", "/gossip", "/stats"]) {
  scenario(`node: GET ${path}`, async () => {
    const answer = await fetch(`http://${host}:${port}${path}`);
    ok(answer.ok, `the status ${answer.status}`);
    if (path !== "/health/live") await answer.json();
  });
}

scenario("connection: through gossip of a seed", async () => {
  await used({ host: `${host}:${port},${host}:${port}`, maxDiscoverAttempts: 2 }, works);
});

for (const preference of ["leader", "follower", "random"]) {
  scenario(`connection: through gossip, node preference ${preference}`, async () => {
    const options = { host: `${host}:${port},${host}:${port}`, nodePreference: preference };
    await used(options, works);
  });
}

scenario("connection: the older scheme", async () => used({ scheme: "esdb" }, works));

scenario("connection: with discovery", async () => {
  await used({ scheme: "esdb+discover" }, works);
});

scenario("connection: credentials are no matter without TLS", async () => {
  await used({ user: "admin:changeit" }, works);
});

scenario("connection: keep-alive and a name", async () => {
  const options = { keepAliveInterval: 10_000, keepAliveTimeout: 10_000, connectionName: "interop" };
  await used(options, async (client) => {
    equal(client.connectionName, "interop");
    await works(client);
  });
});

scenario("connection: nobody listens", async () => {
  await used({ host: `${host}:1`, maxDiscoverAttempts: 1 }, async (client) => {
    await refused(Error, client.appendToStream(unique("nobody"), event("x")));
  });
});

scenario("connection: a deadline that is over at once", async (client) => {
  const append = client.appendToStream(unique("late"), event("x"), {
    deadline: 0, credentials: { username: "admin", password: "changeit" },
  });
  await refused(lib.DeadlineExceededError, append);
});

scenario("TLS: appends, reads and subscriptions", TLS, async (client) => {
  await works(client);
  const stream = unique("tls");
  await client.appendToStream(stream, events(3));
  await subscribed(client.subscribeToStream(stream), undefined, async (arrivals) => {
    equal(numbers(await arrivals.events(3)), [0, 1, 2]);
  });
});

scenario("TLS: a certificate that nobody vouches for is refused", TLS, async () => {
  await used({ tlsCAFile: undefined }, async (client) => {
    await refused(Error, client.appendToStream(unique("tls"), event("x"), { deadline: 2_000 }));
  });
});

scenario("TLS: a client without it is refused", TLS, async () => {
  await used({ tls: false, tlsCAFile: undefined }, async (client) => {
    await refused(Error, client.appendToStream(unique("tls"), event("x"), { deadline: 2_000 }));
  });
});

scenario("credentials: the right password", USERS, works);

scenario("credentials: a wrong password, an unknown user and nobody are refused", USERS, async () => {
  for (const user of ["admin:wrong", "nobody:changeit", ""]) {
    await used({ user }, async (client) => {
      await refused(Error, client.appendToStream(unique("who"), event("x")));
      await refused(Error, all(client.readAll({ maxCount: 1 })));
    });
  }
});

scenario("credentials: of one call", USERS, async (client) => {
  const stream = unique("who");
  const as = (username, password) =>
    client.appendToStream(stream, event("x"), { credentials: { username, password } });
  await as("ops", "changeit");
  await refused(Error, as("ops", "wrong"));
});

scenario("access: a stream of the administrators is theirs", USERS, async (client) => {
  const stream = unique("acl");
  await client.appendToStream(stream, events(1));
  const acl = { readRoles: ["$admins"], writeRoles: ["$admins"], deleteRoles: ["$admins"] };
  await client.setStreamMetadata(stream, { acl });
  equal((await all(client.readStream(stream))).length, 1);
  await used({ user: "ops:changeit" }, async (ops) => {
    await refused(lib.AccessDeniedError, all(ops.readStream(stream)));
    await refused(lib.AccessDeniedError, ops.appendToStream(stream, event("x")));
    await refused(lib.AccessDeniedError, ops.deleteStream(stream));
  });
});
