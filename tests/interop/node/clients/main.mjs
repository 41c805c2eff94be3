// The scenarios of the clients for Node, against the server at PLUMBERD_URL.
import { run } from "./harness.mjs";
import "./append.mjs";
import "./read.mjs";
import "./filter.mjs";
import "./subscribe.mjs";
import "./metadata.mjs";
import "./delete.mjs";
import "./multi_stream.mjs";
import "./persistent.mjs";
import "./projections.mjs";
import "./node.mjs";

// A client may break outside of a call; that is a failure of the scenario at hand, which then is late.
process.on("uncaughtException", (error) => console.log(`uncaught: ${error.message}`));
await run();
process.exit(0);
