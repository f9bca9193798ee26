//! Which of the loops that run without a request are failing, for whoever reports health.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Panics of each loop since it last ran well; cheap to clone, and every clone tells
/// the same.
#[derive(Clone, Debug, Default)]
pub struct JobFaults {
    panics: Arc<Mutex<BTreeMap<&'static str, u32>>>,
}

impl JobFaults {
    /// Notes a panic of `job`; answers how many there have been since it last ran well,
    /// this one included.
    pub fn panicked(&self, job: &'static str) -> u32 {
        let count = {
            let mut panics = self.lock();
            let count = panics.entry(job).or_default();
            *count = count.saturating_add(1);
            *count
        };
        metrics::counter!("sandbourse_job_panics_total", "job" => job).increment(1);
        self.publish();
        count
    }

    /// Notes that `job` runs well again.
    pub fn recovered(&self, job: &'static str) {
        let had_panicked = self.lock().remove(job).is_some();
        if had_panicked {
            self.publish();
            tracing::info!(job, "The job `{job}` runs well again");
        }
    }

    /// The loops that panicked and have not run well since, in alphabetical order.
    pub fn failing(&self) -> Vec<&'static str> {
        self.lock().keys().copied().collect()
    }

    fn publish(&self) {
        metrics::gauge!("sandbourse_jobs_failing").set(self.failing().len() as f64);
    }

    /// A panic elsewhere cannot leave a count half-written.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, u32>> {
        self.panics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
