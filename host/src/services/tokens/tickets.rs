//! One-use tickets for those who cannot send a header: a browser that opens a WebSocket.
//! Kept in the process; a restart forgets, and the client asks again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Identity;

/// Life of a ticket in milliseconds: it is made for a connection that follows at once,
/// and an address with it in may end up in a proxy's log.
pub const TICKET_MS: i64 = 30_000;
/// Tickets that are held; the one nearest to its end goes first.
const MAX_TICKETS: usize = 10_000;

/// Tickets that nobody has used yet, by the hash of their text.
#[derive(Clone, Debug, Default)]
pub(super) struct Tickets {
    held: Arc<Mutex<HashMap<String, Ticket>>>,
}

#[derive(Debug)]
struct Ticket {
    expires_ms: i64,
    holder: Identity,
}

impl Tickets {
    /// Holds a ticket for `holder`.
    pub(super) fn add(&self, hash: String, holder: Identity, now_ms: i64) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MAX_TICKETS {
            held.retain(|_, ticket| ticket.expires_ms > now_ms);
        }
        if held.len() >= MAX_TICKETS {
            let first = held.iter().min_by_key(|(_, ticket)| ticket.expires_ms);
            if let Some(hash) = first.map(|(hash, _)| hash.clone()) {
                held.remove(&hash);
            }
        }
        let expires_ms = now_ms + TICKET_MS;
        held.insert(hash, Ticket { expires_ms, holder });
    }

    /// Uses up a ticket; none when there is no such ticket any more.
    pub(super) fn take(&self, hash: &str, now_ms: i64) -> Option<Identity> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let ticket = held.remove(hash)?;
        (ticket.expires_ms > now_ms).then_some(ticket.holder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::accounts::Role;
    use crate::services::tokens::Proof;

    fn holder(name: &str) -> Identity {
        Identity {
            account_id: name.to_owned(),
            username: name.to_owned(),
            role: Role::User,
            proof: Proof::ApiKey("key".to_owned()),
        }
    }

    #[test]
    fn a_ticket_is_good_once_and_for_half_a_minute() {
        let tickets = Tickets::default();
        tickets.add("a".to_owned(), holder("ada"), 0);
        tickets.add("b".to_owned(), holder("bob"), 0);
        assert_eq!(tickets.take("a", TICKET_MS - 1), Some(holder("ada")));
        assert_eq!(tickets.take("a", TICKET_MS - 1), None);
        assert_eq!(tickets.take("b", TICKET_MS), None);
    }

    #[test]
    fn the_number_of_tickets_is_bounded_and_the_oldest_goes_first() {
        let tickets = Tickets::default();
        for number in 0..=MAX_TICKETS {
            tickets.add(number.to_string(), holder("ada"), number as i64 / 1_000);
        }
        assert_eq!(tickets.held.lock().unwrap().len(), MAX_TICKETS);
        assert!(tickets.take(&MAX_TICKETS.to_string(), 20).is_some());
    }
}
