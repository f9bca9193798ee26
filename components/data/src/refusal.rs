//! The one verdict that every provider gives: an answer, or one of nine reasons why there is none.

use crate::bindings::sandbourse::platform::types::Failure;
use crate::bindings::sandbourse::platform::values::FailureKind;

/// What a provider says to a request.
pub type Verdict<T> = Result<T, Refusal>;

/// Why a provider gives no answer, from the least to the most telling: when all
/// providers refuse, the caller hears the last in this order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// The provider does not know the symbol.
    UnknownSymbol,
    /// The symbol is known, but there is nothing in the range.
    Empty,
    /// The provider does not understand the request, in its own words.
    BadRequest(String),
    /// The plan of the configured key does not include this.
    NotInPlan,
    /// The configured key is refused.
    BadKey,
    /// The day's budget is used up until then, in milliseconds from now.
    BudgetSpent(u64),
    /// Too many requests; again in so many milliseconds.
    Throttled(u64),
    /// The answer cannot be read, and why.
    Malformed(String),
    /// No answer came, and why.
    Down(String),
}

impl Refusal {
    /// Machine-readable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownSymbol => "unknown_symbol",
            Self::Empty => "no_data",
            Self::BadRequest(_) => "provider_bad_request",
            Self::NotInPlan => "provider_plan",
            Self::BadKey => "provider_key",
            Self::BudgetSpent(_) => "provider_budget",
            Self::Throttled(_) => "provider_throttled",
            Self::Malformed(_) => "provider_malformed",
            Self::Down(_) => "provider_down",
        }
    }

    /// Whether asking again later may help.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::BudgetSpent(_) | Self::Throttled(_) | Self::Malformed(_) | Self::Down(_)
        )
    }

    /// What happened, in a few words that name no symbol.
    pub fn reason(&self) -> String {
        let seconds = |ms: &u64| ms.div_ceil(1000);
        match self {
            Self::UnknownSymbol => "the symbol is unknown".to_owned(),
            Self::Empty => "there is nothing in the range".to_owned(),
            Self::BadRequest(why) => format!("the request was refused: {why}"),
            Self::NotInPlan => "the plan of the key does not include it".to_owned(),
            Self::BadKey => "the key was refused".to_owned(),
            Self::BudgetSpent(ms) => {
                format!("the day's budget is spent; again in {} s", seconds(ms))
            }
            Self::Throttled(ms) => format!("asked to slow down; again in {} s", seconds(ms)),
            Self::Malformed(why) => format!("the answer cannot be read: {why}"),
            Self::Down(why) => why.clone(),
        }
    }

    /// One sentence for a person.
    pub fn detail(&self, symbol: &str) -> String {
        match self {
            Self::UnknownSymbol => {
                format!("no source that is switched on here has prices of {symbol}")
            }
            Self::Empty => format!("there are no prices of {symbol} in this range"),
            Self::BadRequest(why) => {
                format!("the provider refused the request for {symbol}: {why}")
            }
            Self::NotInPlan => format!("the plan of the configured key does not include {symbol}"),
            Self::BadKey => {
                format!("the provider refused the configured key when asked for {symbol}")
            }
            Self::BudgetSpent(_) => {
                format!("the day's budget is spent; {symbol} was not asked for")
            }
            Self::Throttled(_) => {
                format!("the provider asks to slow down; {symbol} was not fetched")
            }
            Self::Malformed(why) => format!("the prices of {symbol} cannot be read: {why}"),
            Self::Down(why) => format!("the provider of {symbol} did not answer: {why}"),
        }
    }

    /// The failure that a client sees; `field` is the input that named the symbol.
    pub fn failure(&self, symbol: &str, field: &str) -> Failure {
        let (kind, field, retry_after_ms) = match self {
            Self::UnknownSymbol | Self::Empty => {
                (FailureKind::NotFound, Some(field.to_owned()), None)
            }
            Self::BudgetSpent(ms) | Self::Throttled(ms) => {
                (FailureKind::Unavailable, None, Some(*ms))
            }
            _ => (FailureKind::Unavailable, None, None),
        };
        Failure {
            kind,
            code: self.code().to_owned(),
            detail: self.detail(symbol),
            field,
            retry_after_ms,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Refusal> {
        let why = || "why".to_owned();
        vec![
            Refusal::UnknownSymbol,
            Refusal::Empty,
            Refusal::BadRequest(why()),
            Refusal::NotInPlan,
            Refusal::BadKey,
            Refusal::BudgetSpent(1),
            Refusal::Throttled(2),
            Refusal::Malformed(why()),
            Refusal::Down(why()),
        ]
    }

    #[test]
    fn every_refusal_names_the_symbol_and_has_a_code_of_its_own() {
        let mut codes: Vec<_> = all().iter().map(Refusal::code).collect();
        assert!(
            all()
                .iter()
                .all(|refusal| refusal.detail("AAPL").contains("AAPL"))
        );
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all().len());
    }

    #[test]
    fn only_the_caller_is_sent_away_for_an_unknown_symbol() {
        let failure = Refusal::UnknownSymbol.failure("NOPE", "symbol");
        assert_eq!(
            (failure.kind, failure.field.as_deref()),
            (FailureKind::NotFound, Some("symbol"))
        );
        let failure = Refusal::Throttled(9).failure("AAPL", "symbol");
        assert_eq!(
            (failure.kind, failure.retry_after_ms),
            (FailureKind::Unavailable, Some(9))
        );
    }

    #[test]
    fn a_source_that_is_down_tells_more_than_one_that_does_not_know() {
        assert!(Refusal::Down(String::new()) > Refusal::UnknownSymbol);
        assert!(Refusal::Empty > Refusal::UnknownSymbol);
    }
}
