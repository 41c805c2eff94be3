//! The schemas that are compared, for the build script, which generates their code, and for the suite.
use plumberd_schema::model::Schema;
use plumberd_schema::testing;

/// The schema that follows from a number: for 0 the one that has everything, others at random.
pub fn schema(seed: u32) -> Schema {
    if seed == 0 {
        return testing::sample();
    }
    let mut state = seed;
    let bytes = (0..60 + seed % 240).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    testing::schema(&bytes.collect::<Vec<u8>>())
}
