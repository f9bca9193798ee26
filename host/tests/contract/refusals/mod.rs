//! Bad input on every route: a problem document that names the field, never a server
//! error, never an answer without content.

mod bodies;
mod framing;
mod methods;
mod parameters;
mod risk_bodies;
