import { lib } from "./adapter.mjs";
import { equal, refused, scenario, unique } from "./harness.mjs";

const SERVICE = "projections.Projections";
const rpc = (...names) => ({ needs: names.map((name) => `${SERVICE}/${name}`) });
const RUNNING = ["$by_category", "$by_correlation_id", "$by_event_type", "$streams"];

scenario("projections: the standard ones are listed, and whether they run", rpc("Statistics"), async (client) => {
  const listed = await client.listProjections();
  const status = (of) => listed.find(({ name }) => name === of)?.projectionStatus;
  equal(RUNNING.map(status), RUNNING.map(() => lib.RUNNING));
  // Listed, and what it would make is not there.
  equal(status("$stream_by_category"), lib.STOPPED);
});

scenario("projections: the status of one", rpc("Statistics"), async (client) => {
  const status = await client.getProjectionStatus("$by_category");
  equal([status.name, status.projectionStatus], ["$by_category", lib.RUNNING]);
});

scenario("projections: the status of none is refused", rpc("Statistics"), async (client) => {
  await refused(Error, client.getProjectionStatus(unique("none")));
});

scenario("projections: JavaScript of one's own is refused", rpc("Create"), async (client) => {
  const query = "fromAll().when({ $init: () => ({ n: 0 }), $any: (s) => { s.n += 1; } })";
  await refused(Error, client.createProjection(unique("own"), query));
});
