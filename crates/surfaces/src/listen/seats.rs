//! How many connections there may be.

use server::Listening;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// The connections there are, by address.
pub(super) struct Seats {
    taken: Mutex<HashMap<IpAddr, usize>>,
    all: usize,
    per_address: usize,
}

/// One connection's seat; free again when it is dropped.
pub(super) struct Seat {
    seats: Arc<Seats>,
    address: IpAddr,
}

impl Seats {
    pub(super) fn new(listening: &Listening) -> Arc<Seats> {
        let Listening { connections, per_address, .. } = *listening;
        Arc::new(Seats { taken: Mutex::default(), all: connections.max(1), per_address: per_address.max(1) })
    }

    /// A seat, if one is free.
    pub(super) fn take(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = taken.values().sum();
        let own = taken.get(&address).copied().unwrap_or(0);
        if all >= self.all || own >= self.per_address {
            return None;
        }
        taken.insert(address, own + 1);
        Some(Seat { seats: Arc::clone(self), address })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.address) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.address);
            }
        }
    }
}
