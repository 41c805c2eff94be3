use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use http::uri::Authority;
use plumberd_wire::v1::Empty;
use plumberd_wire::v1::gossip::gossip_server::{Gossip, GossipServer};
use plumberd_wire::v1::gossip::member_info::VNodeState;
use plumberd_wire::v1::gossip::{ClusterInfo, EndPoint, MemberInfo};
use tonic::{Request, Response, Status};

use crate::id::{UuidForm, write};
use crate::node::Node;
use crate::service::{Method, Service};

const METHODS: [Method; 1] = [Method::new("read", &[])];

/// A cluster of one, which leads it.
struct Alone(Arc<Node>);

pub(crate) fn service(node: &Arc<Node>) -> Service {
    Service::new(&METHODS, GossipServer::new(Alone(Arc::clone(node))))
}

/// How the caller reached the server: the name that it used, and the address that it came to.
#[derive(Debug, Clone)]
pub(crate) struct Reached {
    pub(crate) authority: Option<Authority>,
    pub(crate) local: SocketAddr,
}

impl Node {
    /// Where others reach this server. The name that the caller used works from where the caller is.
    pub(crate) fn endpoint(&self, reached: Option<&Reached>) -> (String, u16) {
        if let Some((host, port)) = &self.config.advertise {
            return (host.clone(), *port);
        }
        let Some(reached) = reached else { return ("127.0.0.1".to_owned(), 2113) };
        match &reached.authority {
            Some(authority) => {
                let host = authority.host().trim_start_matches('[').trim_end_matches(']');
                (host.to_owned(), authority.port_u16().unwrap_or(reached.local.port()))
            }
            None => (reached.local.ip().to_string(), reached.local.port()),
        }
    }
}

/// Ticks of 100 ns since 1970.
pub(crate) fn ticks_now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_nanos() / 100).unwrap_or(i64::MAX)
}

/// The time as HTTP's gossip has it: `2026-11-21T18:00:00Z`.
pub(crate) fn iso_now() -> String {
    iso(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs())
}

/// Seconds since 1970 as ISO 8601.
fn iso(seconds: u64) -> String {
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    // In eras of 400 years that begin with March, so that the leap day is the last of its year.
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, after) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = era * 400 + year + after;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[tonic::async_trait]
impl Gossip for Alone {
    async fn read(&self, request: Request<Empty>) -> Result<Response<ClusterInfo>, Status> {
        let (address, port) = self.0.endpoint(request.extensions().get::<Reached>());
        let member = MemberInfo {
            instance_id: Some(write(self.0.id, UuidForm::Text)),
            time_stamp: ticks_now(),
            state: VNodeState::Leader.into(),
            is_alive: true,
            http_end_point: Some(EndPoint { address, port: port.into() }),
        };
        Ok(Response::new(ClusterInfo { members: vec![member] }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_799, "2000-02-29T23:59:59Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_767_225_599, "2025-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(iso(seconds), expected);
        }
    }
}
