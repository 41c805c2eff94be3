// Where the two packages differ: their names for the same things.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

function load() {
  for (const name of ["@kurrent/kurrentdb-client", "@eventstore/db-client"]) {
    try {
      return { name, lib: require(name), manifest: require.resolve(`${name}/package.json`) };
    } catch (error) {
      if (error.code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  throw new Error("none of the clients is installed");
}

const { name, lib, manifest } = load();
const isKurrent = name.startsWith("@kurrent");
const Client = isKurrent ? lib.KurrentDBClient : lib.EventStoreDBClient;

export { lib, name };
export const version = JSON.parse(readFileSync(manifest, "utf8")).version;

/// The address of the server, in the client's own scheme.
const address = new URL(process.env.PLUMBERD_URL.replace(/^kurrentdb:/, "http:"));
export const host = address.hostname;
export const port = Number(address.port);

const demandsUsers = process.env.PLUMBERD_MODE === "users";
const secure = process.env.PLUMBERD_MODE === "tls" || demandsUsers;

/// A client; `user` stands before the host, `options` behind it.
export function connect({ user = demandsUsers ? "admin:changeit" : "", scheme = isKurrent ? "kurrentdb" : "esdb", ...options } = {}) {
  const tls = secure ? { tls: true, tlsCAFile: process.env.PLUMBERD_CERTIFICATE } : { tls: false };
  const { host: place = `${secure ? "localhost" : host}:${port}`, ...given } = { ...tls, ...options };
  const query = Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${value}`);
  return Client.connectionString(`${scheme}://${user && `${user}@`}${place}?${query.join("&")}`);
}

/// The options of an append.
export const expecting = (state, more = {}) =>
  isKurrent ? { ...more, streamState: state } : { ...more, expectedRevision: state };

export const expectedOf = (error) => (isKurrent ? error.expectedState : error.expectedVersion);
export const actualOf = (error) => (isKurrent ? error.actualState : error.actualVersion);

/// Whether this client tells where a subscription caught up.
export const tellsWhereCaughtUp = isKurrent;
/// Whether this client filters reads of $all, and not only subscriptions to it.
export const filtersReads = isKurrent;
/// Whether this client has appends to many streams.
export const hasMultiStream = isKurrent;
