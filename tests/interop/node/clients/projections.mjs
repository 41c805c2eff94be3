import { lib } from "./adapter.mjs";
import { equal, ok, refused, scenario, unique } from "./harness.mjs";

const SERVICE = "projections.Projections";
const rpc = (...names) => ({ needs: names.map((name) => `${SERVICE}/${name}`) });
const STANDARD = ["$by_category", "$by_event_type", "$stream_by_category", "$streams"];

scenario("projections: the standard ones are listed, and run", rpc("Statistics"), async (client) => {
  const listed = await client.listProjections();
  const names = listed.map(({ name }) => name);
  equal(STANDARD.filter((name) => !names.includes(name)), []);
  ok(listed.filter(({ name }) => STANDARD.includes(name))
    .every(({ projectionStatus }) => projectionStatus === lib.RUNNING), "all are running");
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
