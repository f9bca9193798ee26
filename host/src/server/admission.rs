//! How many connections are open, in sum and for each client address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use super::limits;

/// Why a connection is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// This address has its share open already.
    #[error("too many connections from one address")]
    Address,
    /// The process has its share open already.
    #[error("too many connections")]
    Total,
}

/// The count of open connections; cheap to clone.
#[derive(Clone, Debug)]
pub struct Admission {
    count: Arc<Mutex<Count>>,
    total: usize,
    per_address: usize,
}

#[derive(Debug, Default)]
struct Count {
    total: usize,
    addresses: HashMap<IpAddr, usize>,
}

/// The right to be connected, given back on drop.
#[derive(Debug)]
pub struct Permit {
    count: Arc<Mutex<Count>>,
    address: IpAddr,
}

impl Admission {
    /// At most `total` connections, at most `per_address` from one address.
    pub fn new(total: usize, per_address: usize) -> Self {
        Self {
            count: Arc::default(),
            total,
            per_address,
        }
    }

    /// The limits to ship. Behind proxies all connections share the proxy's
    /// address, so there is no limit for one address then.
    pub fn behind(trusted_proxy_hops: usize) -> Self {
        let per_address = if trusted_proxy_hops == 0 {
            limits::CONNECTIONS_PER_ADDRESS
        } else {
            usize::MAX
        };
        Self::new(limits::connections(), per_address)
    }

    /// Takes one more connection from `address`.
    ///
    /// # Errors
    /// When either limit is reached.
    pub fn admit(&self, address: IpAddr) -> Result<Permit, Refusal> {
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        if count.total >= self.total {
            return Err(Refusal::Total);
        }
        let open = count.addresses.entry(address).or_default();
        if *open >= self.per_address {
            return Err(Refusal::Address);
        }
        *open += 1;
        count.total += 1;
        Ok(Permit {
            count: Arc::clone(&self.count),
            address,
        })
    }

    /// Connections open now.
    pub fn open(&self) -> usize {
        self.count
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .total
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        count.total -= 1;
        if let Some(open) = count.addresses.get_mut(&self.address) {
            *open -= 1;
            if *open == 0 {
                count.addresses.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const TWO: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn one_address_cannot_take_every_place() {
        let admission = Admission::new(3, 2);
        let held: Vec<_> = (0..2).map(|_| admission.admit(ONE).unwrap()).collect();
        assert_eq!(admission.admit(ONE).unwrap_err(), Refusal::Address);
        let other = admission.admit(TWO).unwrap();
        assert_eq!(admission.admit(TWO).unwrap_err(), Refusal::Total);
        drop((held, other));
        assert_eq!(admission.open(), 0);
        assert!(admission.count.lock().unwrap().addresses.is_empty());
    }
}
