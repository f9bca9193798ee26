//! The trial of a strategy: it says what it is, and decides on sample bars the same way
//! however they are handed to it.

use std::ops::Range;
use std::sync::Arc;

use sandbourse_wit::plugin::{Account, Decisions, Descriptor, Frame, Holding, Setting};

use super::{Session, StrategyHost};
use crate::sandbox::version::Version;
use crate::sandbox::{CallError, Refusal};

/// Sample bars after the warm-up.
const BARS: usize = 96;
/// A strategy that waits longer is tried without a decision.
const LONGEST_WARM_UP: usize = 600;
/// Uneven, so that chunks end on different bars of a window.
const CHUNK: usize = 7;
const PARAMETERS: usize = 64;
const SYMBOLS: u32 = 200;
const TAGS: usize = 250;
const NAME_BYTES: usize = 64;

/// Puts a strategy through its trial.
///
/// # Errors
/// A refusal that says how it failed.
pub fn try_out(host: &Arc<StrategyHost>, version: &Arc<Version>) -> Result<Descriptor, Refusal> {
    let mut session = host.open(version).map_err(|error| failed(&error))?;
    let descriptor = session.describe().map_err(|error| failed(&error))?;
    check(&descriptor).map_err(|detail| Refusal::new("bad_descriptor", detail))?;
    version.described(descriptor.clone());
    match compare(&mut session, &descriptor) {
        // It lives, and knows that it does not like the sample.
        Err(CallError::Failure(_)) | Ok(true) => Ok(descriptor),
        Ok(false) => Err(Refusal::new(
            "chunk_dependent",
            "The strategy decides differently when the same bars are handed to it in other chunks: it looks ahead, or keeps something between runs.",
        )),
        Err(error) => Err(failed(&error)),
    }
}

fn failed(error: &CallError) -> Refusal {
    let code = error.code();
    let mut detail = format!("The strategy failed its trial ({code}): {error}.");
    if !error.printed().is_empty() {
        detail.push_str(&format!(" It printed: {}", error.printed()));
    }
    Refusal::new("trial_failed", detail)
}

fn check(descriptor: &Descriptor) -> Result<(), String> {
    if !is_name(&descriptor.name, b"-") {
        return Err(format!(
            "The name {:?} is not 1 to 64 of a-z, 0-9 and `-`.",
            descriptor.name
        ));
    }
    if descriptor.parameters.len() > PARAMETERS || descriptor.tags.len() > TAGS {
        return Err(format!(
            "A strategy has at most {PARAMETERS} parameters and {TAGS} tags."
        ));
    }
    let (least, most) = (descriptor.min_symbols, descriptor.max_symbols);
    if least < 1 || most < least || most > SYMBOLS {
        return Err(format!(
            "{least} to {most} symbols are not a range within 1 to {SYMBOLS}."
        ));
    }
    for parameter in &descriptor.parameters {
        let numbers = [
            parameter.min,
            parameter.default,
            parameter.max,
            parameter.step,
        ];
        let ordered = parameter.min <= parameter.default && parameter.default <= parameter.max;
        if !is_name(&parameter.name, b"_")
            || !numbers.iter().all(|number| number.is_finite())
            || !ordered
            || parameter.step < 0.0
        {
            return Err(format!(
                "The parameter {:?} needs a snake_case name, finite numbers with min <= default <= max, and a step that is not negative.",
                parameter.name
            ));
        }
    }
    Ok(())
}

fn is_name(name: &str, also: &[u8]) -> bool {
    (1..=NAME_BYTES).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || also.contains(&byte))
}

/// Whether three ways to hand out the same bars lead to the same decisions.
fn compare(session: &mut Session, descriptor: &Descriptor) -> Result<bool, CallError> {
    let bars = BARS + (descriptor.warm_up as usize).min(LONGEST_WARM_UP);
    let frames: Vec<Frame> = (0..descriptor.min_symbols)
        .map(|symbol| sample(symbol, bars))
        .collect();
    let chunks: &[usize] = if descriptor.needs_account {
        &[1, 1]
    } else {
        &[bars, 1, CHUNK]
    };
    let mut first: Option<Vec<Vec<u64>>> = None;
    for chunk in chunks {
        let bits = decide(session, descriptor, &frames, *chunk)?;
        match &first {
            Some(first) if *first != bits => return Ok(false),
            Some(_) => {}
            None => first = Some(bits),
        }
        // The last way starts from a store that knows nothing of the others.
        session.renew();
    }
    Ok(true)
}

/// The decisions of a run with default settings, as bits, a column for each symbol.
fn decide(
    session: &mut Session,
    descriptor: &Descriptor,
    frames: &[Frame],
    chunk: usize,
) -> Result<Vec<Vec<u64>>, CallError> {
    let symbols: Vec<String> = (1..=frames.len()).map(|n| format!("SAMPLE{n}")).collect();
    let setting = |parameter: &sandbourse_wit::plugin::Parameter| Setting {
        name: parameter.name.clone(),
        value: parameter.default,
    };
    let settings: Vec<Setting> = descriptor.parameters.iter().map(setting).collect();
    session.start(&symbols, &settings)?;
    let account = descriptor.needs_account.then(|| untouched(frames.len()));
    let bars = frames[0].time.len();
    let mut bits = vec![Vec::new(); frames.len()];
    for start in (0..bars).step_by(chunk) {
        let range: Range<usize> = start..bars.min(start + chunk);
        let count = range.len();
        let decisions = session.advance(frames, range, account.as_ref())?;
        for (bits, decisions) in bits.iter_mut().zip(&decisions) {
            append(bits, decisions, count);
        }
    }
    Ok(bits)
}

/// Bar by bar, so that the way in which bars were handed out leaves no trace. A column that
/// is empty says the same as one of nothing.
fn append(bits: &mut Vec<u64>, decisions: &Decisions, bars: usize) {
    let levels = [
        &decisions.target,
        &decisions.limit,
        &decisions.stop,
        &decisions.stop_loss,
        &decisions.take_profit,
        &decisions.trail,
    ];
    for bar in 0..bars {
        for column in levels {
            let value = column.get(bar).copied().unwrap_or(f64::NAN);
            bits.push(if value.is_nan() {
                f64::NAN.to_bits()
            } else {
                value.to_bits()
            });
        }
        bits.push(decisions.tag.get(bar).copied().unwrap_or(0).into());
    }
}

fn untouched(symbols: usize) -> Account {
    let nothing = Holding {
        size: 0.0,
        entry_price: 0.0,
        age: 0,
        pnl: 0.0,
    };
    Account {
        cash: 10_000.0,
        equity: 10_000.0,
        buying_power: 10_000.0,
        holdings: vec![nothing; symbols],
    }
}

/// Bars that rise and fall in waves of several lengths, so that averages cross; no market.
fn sample(symbol: u32, bars: usize) -> Frame {
    let phase = f64::from(symbol) * 0.7;
    let close = |bar: usize| {
        let time = bar as f64;
        let waves = (time / 5.0 + phase).sin() * 4.0 + (time / 17.0 + phase).sin() * 9.0;
        ((100.0 + waves + time * 0.02) * 100.0).round() / 100.0
    };
    let closes: Vec<f64> = (0..bars).map(close).collect();
    let open: Vec<f64> = (0..bars).map(|bar| close(bar.saturating_sub(1))).collect();
    let both = || open.iter().zip(&closes);
    Frame {
        time: (0..bars as i64).map(|day| day * 86_400_000).collect(),
        high: both().map(|(a, b)| a.max(*b) + 0.25).collect(),
        low: both().map(|(a, b)| a.min(*b) - 0.25).collect(),
        volume: (0..bars)
            .map(|bar| 1_000.0 + (bar % 9) as f64 * 50.0)
            .collect(),
        open,
        close: closes,
    }
}
