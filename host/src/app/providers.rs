//! Everything that gives data: the providers that the `data` component asks, and the
//! streams of the host, as one list.

use sandbourse_wit::values::Instant;

use super::App;
use crate::sandbox::CallError;
use crate::sandbox::groups::data::{ProviderBudget, ProviderProblem, ProviderState};
use crate::services::streams::{Phase, StreamState};

impl App {
    /// Providers in the order in which they are asked, then the streams.
    ///
    /// # Errors
    /// When the `data` component does not answer.
    pub async fn providers(&self) -> Result<Vec<ProviderState>, CallError> {
        let mut providers = self.sandbox.providers().await?;
        providers.extend(self.stream_states());
        Ok(providers)
    }

    /// The streams alone.
    pub fn stream_states(&self) -> Vec<ProviderState> {
        let states = self.streams.states();
        states.iter().map(shown).collect()
    }
}

/// A stream in the form of the other providers.
fn shown(state: &StreamState) -> ProviderState {
    let moment = |epoch_ms| Instant { epoch_ms };
    let (word, retry_at) = match state.phase {
        Phase::Idle | Phase::Connecting | Phase::Live => ("ready", None),
        Phase::Waiting(until) => ("failing", Some(moment(until))),
        Phase::Off(_) => ("off", None),
    };
    let held = count(state.symbols.len());
    let symbols = ProviderBudget {
        name: "symbols".to_owned(),
        most: count(state.room),
        remaining: count(state.room).saturating_sub(held),
        retry_after_ms: 0,
    };
    let problem = state.last_problem.as_ref().map(|problem| ProviderProblem {
        code: problem.code.to_owned(),
        detail: problem.detail.clone(),
        at: moment(problem.at_ms),
    });
    ProviderState {
        name: state.provider.stream_name().to_owned(),
        state: word.to_owned(),
        detail: state.detail(),
        serves: vec!["live_prices".to_owned()],
        budgets: vec![symbols],
        last_problem: problem,
        last_answer: state.last_message_ms.map(moment),
        retry_at,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::streams::{Provider, StreamProblem};

    #[test]
    fn a_stream_that_waits_is_failing_until_its_next_attempt() {
        let mut state = StreamState::new(Provider::Finnhub, Phase::Waiting(5_000));
        state.last_problem = Some(StreamProblem {
            code: "provider_down",
            detail: "the connection broke off".to_owned(),
            at_ms: 4_000,
        });
        let shown = shown(&state);
        assert_eq!(
            (shown.name.as_str(), shown.state.as_str()),
            ("finnhub_stream", "failing")
        );
        assert_eq!(shown.retry_at.unwrap().epoch_ms, 5_000);
        assert_eq!(shown.last_problem.unwrap().code, "provider_down");
        assert_eq!(
            (shown.budgets[0].most, shown.budgets[0].remaining),
            (50, 50)
        );
    }

    #[test]
    fn a_stream_without_a_key_is_off_and_says_why() {
        let reason = "ALPACA_API_KEY is not set".to_owned();
        let state = StreamState::new(Provider::Alpaca, Phase::Off(reason.clone()));
        let shown = shown(&state);
        assert_eq!((shown.state.as_str(), shown.detail), ("off", reason));
    }
}
