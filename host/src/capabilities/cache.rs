//! `cache`: short-lived bytes, private to the component.

use std::time::Duration;

use sandbourse_wit::cache::{Host, Refusal};

use super::{Cache, View};
use crate::services::component_cache::Refusal as NotKept;

impl Host for View<'_, Cache> {
    async fn get(&mut self, key: String) -> wasmtime::Result<Option<Vec<u8>>> {
        self.spend()?;
        let value = self.context.services.cache.get(&self.context.shelf, &key);
        Ok(value.map(|bytes| bytes.to_vec()))
    }

    async fn set(
        &mut self,
        key: String,
        value: Vec<u8>,
        ttl_ms: u64,
    ) -> wasmtime::Result<Result<(), Refusal>> {
        self.spend()?;
        if self.calls.trial {
            return Ok(Err(Refusal::Full));
        }
        let ttl = Duration::from_millis(ttl_ms);
        let kept = self
            .context
            .services
            .cache
            .set(&self.context.shelf, &key, value.into(), ttl);
        Ok(kept.map_err(|refusal| match refusal {
            NotKept::BadKey => Refusal::BadKey,
            NotKept::TooLarge => Refusal::TooLarge,
        }))
    }

    async fn remove(&mut self, key: String) -> wasmtime::Result<()> {
        self.spend()?;
        if self.calls.trial {
            return Ok(());
        }
        self.context
            .services
            .cache
            .remove(&self.context.shelf, &key);
        Ok(())
    }
}
