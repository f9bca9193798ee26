//! Loops that run without a request.

pub mod outbox;
pub struct Jobs;
impl Jobs {
    pub async fn stop(&self, _: std::time::Duration) {}
}
pub fn start(_: &std::sync::Arc<crate::app::App>) -> Jobs {
    Jobs
}
