//! Fields under numbered names, and the sentences that come in their place.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::refusal::{Refusal, Verdict};
use crate::wire::Answer;
use crate::wire::loose::Loose;

/// The free plan allows a request a second.
const BURST_MS: u64 = 2_000;
/// Older accounts: five a minute.
const MINUTE_MS: u64 = 60_000;
/// When the day's count begins again is not documented: look again after a quarter of a day.
const DAY_SPENT_MS: u64 = 6 * 60 * 60 * 1000;

/// Fields by their numbered name, for example `05. price`. The numbers differ between functions.
pub type Fields = BTreeMap<String, Value>;

/// The text of the field whose name is this word behind its number.
pub fn text<'a>(fields: &'a Fields, word: &str) -> Option<&'a str> {
    let is_named = |name: &str| name.split_once(". ").is_some_and(|(_, rest)| rest == word);
    let (_, value) = fields.iter().find(|(name, _)| is_named(name))?;
    value.as_str()
}

/// The number of such a field; none for `None`, `-` and the like.
pub fn number(fields: &Fields, word: &str) -> Loose {
    text(fields, word).map_or(Loose(None), Loose::from_text)
}

/// The answer's parts by name.
///
/// # Errors
/// What a sentence in place of data means; `not_understood` is for the one about an invalid call.
pub fn parts(answer: &Answer, not_understood: Refusal) -> Verdict<BTreeMap<String, Value>> {
    let parts: BTreeMap<String, Value> = answer.json()?;
    let names = ["Information", "Note", "Error Message"];
    let sentence = names.iter().find_map(|name| parts.get(*name)?.as_str());
    match sentence {
        Some(sentence) => Err(meaning(sentence, not_understood)),
        None => Ok(parts),
    }
}

/// A sentence may repeat the key, so that no reason quotes one.
fn meaning(sentence: &str, not_understood: Refusal) -> Refusal {
    let says = |words: &str| sentence.contains(words);
    let malformed = |why: &str| Refusal::Malformed(why.to_owned());
    match () {
        // Names the day's number too, and comes first for that reason.
        () if says("1 request per second") => Refusal::Throttled(BURST_MS),
        () if says("requests per day") => Refusal::BudgetSpent(DAY_SPENT_MS),
        () if says("calls per minute") => Refusal::Throttled(MINUTE_MS),
        () if says("premium endpoint") || says("premium feature") => Refusal::NotInPlan,
        () if says("**demo**") || says("claim your free API key") => Refusal::BadKey,
        () if says("Invalid API call") => not_understood,
        () if says("does not exist") => {
            Refusal::BadRequest("the function does not exist".to_owned())
        }
        () => malformed("a sentence that is not known here came in place of data"),
    }
}
