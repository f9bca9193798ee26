//! `settings`: what a component may know of this deployment; never a secret.

use sandbourse_wit::settings::Host;

use super::{Settings, View};

impl Host for View<'_, Settings> {
    async fn demo(&mut self) -> wasmtime::Result<bool> {
        self.spend()?;
        Ok(self.context.services.demo)
    }

    async fn base_url(&mut self, provider: String) -> wasmtime::Result<Option<String>> {
        self.spend()?;
        let providers = &self.context.services.providers;
        Ok(providers
            .base_url(&provider)
            .filter(|_| providers.is_on(&provider)))
    }

    async fn has_secret(&mut self, name: String) -> wasmtime::Result<bool> {
        self.spend()?;
        let configured = self
            .context
            .services
            .providers
            .secrets
            .contains_key(name.as_str());
        Ok(configured && self.context.grant.names_secret(&name))
    }
}
