//! Second in the gate: whose request is it? The socket's peer, or what the proxies
//! that the operator trusts have appended to `X-Forwarded-For`.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use hyper::HeaderMap;

use crate::web::request::ClientAddress;

const FORWARDED: &str = "x-forwarded-for";

/// The client behind `hops` trusted proxies. Counted from the right, because each
/// proxy appends the address it was called from and everything further left is the
/// client's own invention. With fewer entries than hops the proxies were bypassed,
/// and only the socket is to be believed.
pub fn address(headers: &HeaderMap, peer: SocketAddr, hops: usize) -> ClientAddress {
    let forwarded = hops
        .checked_sub(1)
        .and_then(|skipped| from_the_right(headers, skipped));
    client(forwarded.unwrap_or_else(|| peer.ip()))
}

/// The address with the group that limits count it under.
pub fn client(address: IpAddr) -> ClientAddress {
    let address = address.to_canonical();
    let group = match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from(u128::from(six) >> 64 << 64)),
    };
    ClientAddress { address, group }
}

fn from_the_right(headers: &HeaderMap, skipped: usize) -> Option<IpAddr> {
    let lines: Vec<&str> = headers
        .get_all(FORWARDED)
        .iter()
        .map(|line| line.to_str().unwrap_or_default())
        .collect();
    let entry = lines
        .iter()
        .rev()
        .flat_map(|line| line.rsplit(','))
        .nth(skipped)?;
    parse(entry.trim())
}

/// An address as proxies write it: bare, with a port, or IPv6 in brackets.
fn parse(entry: &str) -> Option<IpAddr> {
    let bare = entry
        .strip_prefix('[')
        .and_then(|rest| rest.split(']').next())
        .unwrap_or(entry);
    bare.parse()
        .ok()
        .or_else(|| entry.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(lines: &[&str], hops: usize) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED, line.parse().unwrap());
        }
        address(&headers, "198.51.100.1:9".parse().unwrap(), hops)
            .address
            .to_string()
    }

    #[test]
    fn without_trusted_proxies_the_header_is_ignored() {
        assert_eq!(seen(&["203.0.113.9"], 0), "198.51.100.1");
    }

    #[test]
    fn with_proxies_the_entry_is_counted_from_the_right_over_all_lines() {
        assert_eq!(seen(&["6.6.6.6, 203.0.113.9"], 1), "203.0.113.9");
        assert_eq!(seen(&["6.6.6.6, 203.0.113.9, 10.0.0.1"], 2), "203.0.113.9");
        assert_eq!(
            seen(&["6.6.6.6", "203.0.113.9", "10.0.0.1"], 2),
            "203.0.113.9"
        );
    }

    #[test]
    fn ports_and_brackets_are_understood() {
        assert_eq!(seen(&["203.0.113.9:4711"], 1), "203.0.113.9");
        assert_eq!(seen(&["[2001:db8::1]:4711"], 1), "2001:db8::1");
    }

    #[test]
    fn too_few_entries_or_nonsense_mean_the_socket() {
        assert_eq!(seen(&["203.0.113.9"], 2), "198.51.100.1");
        assert_eq!(seen(&["unknown"], 1), "198.51.100.1");
    }

    #[test]
    fn addresses_of_one_64_are_one_client_and_mapped_ones_are_ipv4() {
        let one = client("2001:db8:0:1::1".parse().unwrap());
        let other = client("2001:db8:0:1:ffff::2".parse().unwrap());
        assert_eq!(one.group, other.group);
        assert_ne!(one.group, client("2001:db8:0:2::1".parse().unwrap()).group);
        assert_eq!(
            client("::ffff:192.0.2.1".parse().unwrap())
                .group
                .to_string(),
            "192.0.2.1"
        );
    }
}
