//! `metrics`: a component's own figures in `/metrics`.

use sandbourse_wit::metrics::Host;

use super::{Metrics, View};

impl Host for View<'_, Metrics> {
    async fn count(&mut self, name: String, by: u64) -> wasmtime::Result<()> {
        self.spend()?;
        self.context
            .services
            .gauges
            .count(self.context.component, &name, by);
        Ok(())
    }

    async fn gauge(&mut self, name: String, value: f64) -> wasmtime::Result<()> {
        self.spend()?;
        self.context
            .services
            .gauges
            .set(self.context.component, &name, value);
        Ok(())
    }

    async fn observe(&mut self, name: String, value: f64) -> wasmtime::Result<()> {
        self.spend()?;
        self.context
            .services
            .gauges
            .observe(self.context.component, &name, value);
        Ok(())
    }
}
