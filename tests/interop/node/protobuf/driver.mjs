// protobuf-es, on the code that `buf generate` writes with protoc-gen-es.
//
// `driver.mjs <folder>` imports every `*_pb.js` below the folder, then answers one line of JSON to each
// line of JSON; the operations are those of `python/protobuf_driver.py`.
import { readdirSync } from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { pathToFileURL } from "node:url";
import { create, createRegistry, fromBinary, fromJson, ScalarType, toBinary, toJson } from "@bufbuild/protobuf";
import { isReflectList, isReflectMap, reflect } from "@bufbuild/protobuf/reflect";

const texts = ["", "a", "Zoë 🦀", 'q"uo\\te\n', "\u2028\u0000\u007f", "x".repeat(300)];
const signed64 = [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n];
const unsigned64 = [0n, 1n, 2n ** 64n - 1n, 2n ** 53n + 1n];
const signed32 = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 300];
const unsigned32 = [0, 1, 2 ** 32 - 1, 300];

/** A generator of numbers from 0 to 1 that follow from a text. */
function random(seed) {
  let state = 0x811c9dc5;
  for (const c of seed) state = Math.imul(state ^ c.codePointAt(0), 0x01000193) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function scalar(type, r) {
  const choose = (list) => list[Math.floor(r() * list.length)];
  switch (type) {
    case ScalarType.STRING:
      return choose(texts);
    case ScalarType.BYTES:
      return Uint8Array.from({ length: choose([0, 1, 2, 3, 40]) }, () => Math.floor(r() * 256));
    case ScalarType.BOOL:
      return r() < 0.5;
    case ScalarType.DOUBLE:
      return choose([0, 1.5, -1e300, 5e-324, 120.5]); // JavaScript writes -0 as 0
    case ScalarType.FLOAT:
      return choose([0, 1.5, -2.25, 16777216]);
    case ScalarType.INT64:
    case ScalarType.SINT64:
    case ScalarType.SFIXED64:
      return choose(signed64);
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return choose(unsigned64);
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return choose(unsigned32);
    default:
      return choose(signed32);
  }
}

const wellKnown = {
  "google.protobuf.Timestamp": (r) => ({ seconds: [0n, 1721000000n, -62135596800n, 253402300799n][Math.floor(r() * 4)], nanos: [0, 1000, 123456789][Math.floor(r() * 3)] }),
  "google.protobuf.Duration": (r) => [{}, { seconds: 93784n, nanos: 500000000 }, { seconds: -1n, nanos: -1000 }][Math.floor(r() * 3)],
  "google.protobuf.FieldMask": (r) => ({ paths: r() < 0.5 ? [] : ["a.b", "foo_bar"] }),
};
const jsonLike = {
  "google.protobuf.Value": [null, true, 1.5, "text", [1, "a"], { k: [null, { n: 2 }] }],
  "google.protobuf.Struct": [{}, { k: [null, 2, { n: "x" }] }],
  "google.protobuf.ListValue": [[], [null, 2, { n: "x" }]],
};

/** What plumberd's options say of a field: its one value, and whether it has to be there. */
function rules(field) {
  const found = { fixed: undefined, required: false };
  const unknown = field.proto.options?.$unknown ?? [];
  const decode = new TextDecoder();
  for (const { no, data } of unknown) {
    // A length, then the content.
    if (no === 50001) found.fixed = decode.decode(data.subarray(1));
    if (no === 50002 && data[1] === 0x08 && data[2] === 1) found.required = true;
  }
  return found;
}

function filled(schema, r, depth) {
  if (schema.typeName in wellKnown) return create(schema, wellKnown[schema.typeName](r));
  if (schema.typeName in jsonLike) {
    const list = jsonLike[schema.typeName];
    return fromJson(schema, list[Math.floor(r() * list.length)]);
  }
  const message = create(schema);
  const target = reflect(schema, message);
  const chosen = new Map(schema.oneofs.map((oneof) => [oneof.name, oneof.fields[Math.floor(r() * oneof.fields.length)]]));
  for (const field of schema.fields) {
    const { fixed, required } = rules(field);
    if (fixed !== undefined) {
      target.set(field, field.scalar === ScalarType.STRING ? fixed : field.scalar === ScalarType.BOOL ? fixed === "true" : Number(fixed));
      continue;
    }
    // Its JSON is that of a type which nobody names here.
    if (field.message?.typeName === "google.protobuf.Any") continue;
    if (field.oneof) {
      if (chosen.get(field.oneof.name) !== field) continue;
    } else if (field.presence !== 2 && field.fieldKind !== "message" && r() < 0.4 && field.proto.proto3Optional) {
      continue;
    }
    if (field.fieldKind === "message") {
      if (depth < 3 && (required || field.oneof || r() < 0.8)) target.set(field, reflect(field.message, filled(field.message, r, depth + 1)));
    } else if (field.fieldKind === "list") {
      const list = target.get(field);
      for (let n = [0, 1, 3][Math.floor(r() * 3)]; n > 0; n--) {
        if (field.listKind === "message") {
          if (depth < 3) list.add(reflect(field.message, filled(field.message, r, depth + 1)));
        } else list.add(field.listKind === "enum" ? anyValue(field.enum, r) : scalar(field.scalar, r));
      }
    } else if (field.fieldKind === "map") {
      // One entry: the order of several is nobody's promise.
      if (r() < 0.7) {
        const key = scalar(field.mapKey, r);
        if (field.mapKind === "message") {
          if (depth < 3) target.get(field).set(key, reflect(field.message, filled(field.message, r, depth + 1)));
        } else target.get(field).set(key, field.mapKind === "enum" ? anyValue(field.enum, r) : scalar(field.scalar, r));
      }
    } else {
      target.set(field, field.fieldKind === "enum" ? anyValue(field.enum, r) : scalar(field.scalar, r));
    }
  }
  return message;
}

function anyValue(descriptor, r) {
  return descriptor.values[Math.floor(r() * descriptor.values.length)].number;
}

const messages = new Map();

function remember(message) {
  messages.set(message.typeName, message);
  message.nestedMessages.forEach(remember);
}

const folder = process.argv[2];
for (const entry of readdirSync(folder, { recursive: true }).sort()) {
  if (!entry.endsWith("_pb.js")) continue;
  const module = await import(pathToFileURL(path.join(folder, entry)));
  for (const value of Object.values(module)) if (value?.kind === "file") value.messages.forEach(remember);
}
const registry = createRegistry(...messages.values());

class Refused extends Error {}

function answer(request) {
  if (request.op === "types") return { types: [...messages.keys()].sort() };
  const schema = messages.get(request.type);
  let message;
  if (request.op === "make") {
    message = filled(schema, random(`${request.type} ${request.seed}`), 0);
  } else {
    try {
      message = request.op === "read" ? fromBinary(schema, Buffer.from(request.hex, "hex")) : fromJson(schema, JSON.parse(request.json), { registry });
    } catch (error) {
      throw new Refused(error.message);
    }
  }
  return { hex: Buffer.from(toBinary(schema, message)).toString("hex"), json: JSON.stringify(toJson(schema, message, { registry })) };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let result;
  try {
    result = { ok: true, ...answer(JSON.parse(line)) };
  } catch (error) {
    result = error instanceof Refused ? { ok: false, error: error.message } : { ok: false, fault: error.stack };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
