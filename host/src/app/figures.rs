//! Every figure of the service, as Prometheus reads it.

use super::App;
use crate::sandbox::ComponentInfo;
use crate::services::streams::{Phase, StreamState};

impl App {
    /// Every figure, as Prometheus reads it.
    pub fn prometheus(&self) -> String {
        for component in self.sandbox.plugins() {
            publish_usage(&component);
        }
        for stream in self.streams.states() {
            publish_stream(&stream);
        }
        let occupancy = self.sandbox.occupancy();
        metrics::gauge!("sandbourse_guest_memory_bytes").set(occupancy.guest_memory_bytes as f64);
        metrics::gauge!("sandbourse_sandbox_free_slots").set(occupancy.free_slots as f64);
        metrics::gauge!("sandbourse_sandbox_free_data_slots").set(occupancy.free_data_slots as f64);
        metrics::gauge!("sandbourse_websocket_connections")
            .set(self.hub.figures().connections as f64);
        self.figures.render()
    }
}

fn publish_stream(state: &StreamState) {
    let labels = [("stream", state.provider.stream_name())];
    let live = f64::from(u8::from(state.phase == Phase::Live));
    metrics::gauge!("sandbourse_stream_connected", &labels).set(live);
    metrics::gauge!("sandbourse_stream_symbols", &labels).set(state.symbols.len() as f64);
    metrics::counter!("sandbourse_stream_messages_total", &labels).absolute(state.messages);
    metrics::counter!("sandbourse_stream_connections_total", &labels).absolute(state.connections);
}

fn publish_usage(component: &ComponentInfo) {
    let labels = [
        ("component", component.name.clone()),
        ("version", component.version.to_string()),
    ];
    let usage = &component.usage;
    metrics::counter!("sandbourse_component_calls_total", &labels).absolute(usage.calls);
    metrics::counter!("sandbourse_component_host_calls_total", &labels).absolute(usage.host_calls);
    metrics::gauge!("sandbourse_component_cpu_seconds", &labels).set(usage.cpu_ms / 1e3);
    metrics::gauge!("sandbourse_component_peak_memory_bytes", &labels)
        .set(usage.peak_memory_bytes as f64);
    for (kind, count) in &usage.failures {
        let labels = [
            ("component", component.name.clone()),
            ("kind", kind.clone()),
        ];
        metrics::counter!("sandbourse_component_failures_total", &labels).absolute(*count);
    }
}
