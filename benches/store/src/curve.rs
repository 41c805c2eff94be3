use plumberd_bench_harness::report::Report;

use crate::contender::Peer;
use crate::options::size_name;

/// The figures of each size, and those of the largest against those of the smallest.
pub fn print_curve(report: &Report, sizes: &[u64]) {
    let (Some(smallest), Some(largest)) = (sizes.first(), sizes.last()) else { return };
    let median = |size: u64, case: &str, peer: Peer| {
        report.median(&format!("scale/{}/{case}", size_name(size)), peer.name())
    };
    println!("\nscale: medians, and the largest size against the smallest");
    let heads: String = sizes.iter().map(|size| format!("{:>12}", size_name(*size))).collect();
    println!("{:<24} {:<14}{heads} {:>8}", "case", "peer", "ratio");
    let prefix = format!("scale/{}/", size_name(*smallest));
    for case in report.cases().filter_map(|case| case.strip_prefix(&prefix)) {
        let mut peers: Vec<Peer> = Peer::ALL.to_vec();
        peers.retain(|peer| median(*smallest, case, *peer).is_some());
        for peer in peers {
            let of = |size: u64| median(size, case, peer);
            let show =
                |figure: Option<f64>| figure.map_or("-".into(), |figure| format!("{figure:.0}"));
            let figures: String =
                sizes.iter().map(|size| format!("{:>12}", show(of(*size)))).collect();
            let ratio = of(*largest).zip(of(*smallest));
            let ratio = ratio.map_or("-".into(), |(large, small)| format!("{:.2}", large / small));
            println!("{case:<24} {peer:<14}{figures} {ratio:>8}");
        }
    }
    println!();
}
