//! The accept loop, the ordered gate in front of the router, and the drain.
