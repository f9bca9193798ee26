//! What a careful reviewer would say about many runs together.

use super::{info, warning};
use crate::bindings::exports::sandbourse::platform::backtest_group::Finding;
use crate::bindings::sandbourse::platform::types::Figure;

/// Combinations below which the best of them says little about the others.
const FEW_COMBINATIONS: usize = 10;
/// Share of the combinations that may have no figure.
const WITHOUT: f64 = 0.25;
/// How the neighbours of the best must do, as a share of its own rank.
const PLATEAU: f64 = 0.7;
/// Probability from which a Sharpe ratio is taken seriously.
const CONFIDENT: f64 = 0.95;
/// Probability below which a result is not put down to chance.
const SIGNIFICANT: f64 = 0.05;
/// Probability from which the best in the sample is rather below than above the median after it.
const COIN: f64 = 0.5;
/// What must be left, after the choice, of the return before it (Pardo 2008).
const EFFICIENT: f64 = 0.5;
/// Windows below which a share of them is chance.
const FEW_WINDOWS: usize = 5;
/// Probability of a loss that is worth a word.
const LOSS: f64 = 0.1;
/// A fall that few sit out, in percent.
const DEEP_PCT: f64 = -50.0;
/// Trades below which another order of them shows little.
const FEW_DRAWS: usize = 30;

/// What there is to say of a sweep.
pub struct Searched<'a> {
    /// Combinations that were tried.
    pub combinations: usize,
    /// Those that had no figure to rank them by.
    pub without_figure: usize,
    /// Names of the axes on whose edge the best lies.
    pub edges: Vec<&'a str>,
    /// How the neighbours of the best do.
    pub plateau: Option<f64>,
    /// Figures about all of them together.
    pub trials: &'a [Figure],
}

/// Of a sweep.
pub fn of_sweep(searched: &Searched<'_>) -> Vec<Finding> {
    let trials = searched.trials;
    let checks = [
        unconvincing(value(trials, "deflated_sharpe")),
        behind_holding(value(trials, "spa_p_value")),
        overfit(value(trials, "pbo")),
        alone(searched.plateau),
        on_edge(&searched.edges),
        few_combinations(searched.combinations),
        without_figure(searched),
    ];
    checks.into_iter().flatten().collect()
}

fn unconvincing(deflated: Option<f64>) -> Option<Finding> {
    let deflated = deflated.filter(|deflated| *deflated < CONFIDENT)?;
    let percent = deflated * 100.0;
    warning(
        "deflated_sharpe_low",
        format!(
            "After all that was tried, the probability that the best Sharpe ratio is more than luck is {percent:.0} %; 95 % are asked for."
        ),
    )
}

fn behind_holding(p_value: Option<f64>) -> Option<Finding> {
    let p_value = p_value.filter(|p_value| *p_value > SIGNIFICANT)?;
    warning(
        "not_better_than_holding",
        format!(
            "That one of the combinations beats holding could be chance (p = {p_value:.2}, Hansen's test)."
        ),
    )
}

fn overfit(probability: Option<f64>) -> Option<Finding> {
    let probability = probability.filter(|probability| *probability > COIN)?;
    warning(
        "overfit",
        format!(
            "In {:.0} % of the ways to halve the span, the best of one half is below the median in the other.",
            probability * 100.0
        ),
    )
}

fn alone(plateau: Option<f64>) -> Option<Finding> {
    let score = plateau.filter(|score| *score < PLATEAU)?;
    warning(
        "best_stands_alone",
        format!(
            "The neighbours of the best combination reach {:.0} % of its rank: a slightly other choice does much worse.",
            score * 100.0
        ),
    )
}

fn on_edge(axes: &[&str]) -> Option<Finding> {
    if axes.is_empty() {
        return None;
    }
    info(
        "best_on_edge",
        format!(
            "The best combination lies on the edge of the grid in {}; beyond it may be a better one.",
            axes.join(", ")
        ),
    )
}

fn few_combinations(combinations: usize) -> Option<Finding> {
    if combinations >= FEW_COMBINATIONS {
        return None;
    }
    info(
        "few_combinations",
        format!("{combinations} combinations are too few to see whether the best is typical."),
    )
}

fn without_figure(searched: &Searched<'_>) -> Option<Finding> {
    let (without, all) = (searched.without_figure, searched.combinations);
    if without as f64 <= WITHOUT * all as f64 {
        return None;
    }
    info(
        "without_figure",
        format!(
            "{without} of {all} combinations have no figure to rank them by; a condition (`where`) could leave them out."
        ),
    )
}

/// Of a walk forward over so many windows.
pub fn of_walk(stats: &[Figure], windows: usize, chosen: usize) -> Vec<Finding> {
    let checks = [
        inefficient(value(stats, "efficiency")),
        promised_nothing(value(stats, "in_sample_annual")),
        unstable(value(stats, "stability"), chosen),
        few_windows(chosen),
        not_chosen(windows, chosen),
    ];
    checks.into_iter().flatten().collect()
}

fn inefficient(efficiency: Option<f64>) -> Option<Finding> {
    let efficiency = efficiency.filter(|efficiency| *efficiency < EFFICIENT)?;
    warning(
        "inefficient",
        format!(
            "After the choices, {:.0} % of their annual return was left; half is asked for.",
            efficiency * 100.0
        ),
    )
}

fn promised_nothing(in_sample: Option<f64>) -> Option<Finding> {
    in_sample.filter(|annual| *annual <= 0.0)?;
    warning(
        "no_gain_in_sample",
        "Even the best combinations lost on the bars that they were chosen on.".into(),
    )
}

fn unstable(stability: Option<f64>, windows: usize) -> Option<Finding> {
    let stability = stability.filter(|stability| *stability < COIN && windows >= FEW_WINDOWS)?;
    warning(
        "unstable_choice",
        format!(
            "The choice stayed within one step of the one before in {:.0} % of the windows: it follows noise.",
            stability * 100.0
        ),
    )
}

fn few_windows(windows: usize) -> Option<Finding> {
    if windows >= FEW_WINDOWS {
        return None;
    }
    info(
        "few_windows",
        format!("{windows} windows are too few to judge the choices by."),
    )
}

fn not_chosen(windows: usize, chosen: usize) -> Option<Finding> {
    if chosen == windows {
        return None;
    }
    info(
        "windows_without_choice",
        format!(
            "{} of {windows} windows had no combination with a figure, or lost all before the bars out of the sample; they are left out.",
            windows - chosen
        ),
    )
}

/// Of resampled returns, or of so many trades.
pub fn of_paths(figures: &[Figure], trades: Option<usize>) -> Vec<Finding> {
    let checks = [
        may_lose(value(figures, "probability_of_loss")),
        may_fall(value(figures, "max_drawdown_pct_p05")),
        was_lucky(figures),
        few_draws(trades),
    ];
    checks.into_iter().flatten().collect()
}

fn may_lose(probability: Option<f64>) -> Option<Finding> {
    let probability = probability.filter(|probability| *probability > LOSS)?;
    warning(
        "may_lose",
        format!(
            "{:.0} % of the paths end below the cash that they began with.",
            probability * 100.0
        ),
    )
}

fn may_fall(severe: Option<f64>) -> Option<Finding> {
    let severe = severe.filter(|severe| *severe <= DEEP_PCT)?;
    warning(
        "may_fall_deep",
        format!(
            "One path in twenty falls by {:.0} % or more at its worst.",
            -severe
        ),
    )
}

fn was_lucky(figures: &[Figure]) -> Option<Finding> {
    let observed = value(figures, "observed_max_drawdown_pct")?;
    let mild = value(figures, "max_drawdown_pct_p95")?;
    if observed <= mild {
        return None;
    }
    warning(
        "lucky_order",
        format!(
            "The run fell by {:.0} % at its worst, less than nineteen paths in twenty: expect worse.",
            -observed
        ),
    )
}

fn few_draws(trades: Option<usize>) -> Option<Finding> {
    let trades = trades.filter(|trades| *trades < FEW_DRAWS)?;
    warning(
        "few_trades",
        format!("{trades} trades are too few to draw from; {FEW_DRAWS} are a start."),
    )
}

fn value(figures: &[Figure], name: &str) -> Option<f64> {
    let mut figures = figures.iter();
    figures.find(|figure| figure.name == name)?.value
}
