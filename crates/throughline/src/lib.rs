//! What the program and its tests share: the demo organisations.

pub mod demo_data;
