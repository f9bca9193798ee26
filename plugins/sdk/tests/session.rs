//! What is checked between the host and a strategy, and what is derived from the trait.
#![allow(
    clippy::unwrap_used,
    reason = "a test may say that something cannot fail"
)]

use std::mem::take;

use sandbourse_plugin::testing::{Trial, account, frame};
use sandbourse_plugin::{
    Bar, Columns, Decision, Descriptor, Failure, Frame, Moment, Parameter, Runs, Session, Setting,
    Settings, Strategy, Tag,
};

/// Holds the symbol while it rose by more than a step over some bars.
struct Rise {
    closes: Vec<f64>,
    bars: usize,
}

impl Strategy for Rise {
    fn describe() -> Descriptor {
        Descriptor::new("rise", "0.1.0")
            .parameter(Parameter::whole("bars", 3, 1..=9, "Bars of the rise."))
            .reads(Columns::HIGH | Columns::CLOSE)
            .tags(&["rose"])
    }

    fn start(_symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
        let bars = settings.whole("bars")?;
        let closes = Vec::new();
        Ok(Self { closes, bars })
    }

    fn warm_up(&self) -> usize {
        self.bars
    }

    fn on_bar(&mut self, bar: Bar) -> Decision {
        self.closes.push(bar.close);
        match self.closes.len().checked_sub(self.bars + 1) {
            Some(at) if bar.close > self.closes[at] => Decision::target(1.0).tag(Tag(1)),
            Some(_) => Decision::target(0.0),
            None => Decision::keep(),
        }
    }
}

/// Sells what it holds and buys where it holds nothing.
struct Flip;

impl Strategy for Flip {
    fn describe() -> Descriptor {
        Descriptor::new("flip", "0.1.0")
            .symbols(2..=2)
            .needs_account()
    }

    fn start(_symbols: &[String], _settings: &Settings) -> Result<Self, Failure> {
        Ok(Self)
    }

    fn on_bars(&mut self, now: Moment<'_>, decisions: &mut [Decision]) {
        for (symbol, decision) in decisions.iter_mut().enumerate() {
            let is_held = now.holding(symbol).size != 0.0;
            *decision = Decision::target(if is_held { 0.0 } else { 1.0 });
        }
    }
}

fn started() -> Session<Rise> {
    Session::start(&["A".into()], &[]).unwrap()
}

fn code(session: &mut Session<Rise>, frames: &[Frame]) -> String {
    session.advance(frames, None).unwrap_err().code
}

#[test]
fn the_descriptor_carries_the_warm_up_of_the_default_settings() {
    assert_eq!(Session::<Rise>::describe().warm_up, 3);
    let setting = Setting {
        name: "bars".into(),
        value: 7.0,
    };
    let warm_up = Runs::<Rise>::new().begin(&["A".into()], &[setting]);
    assert_eq!(warm_up, Ok(7));
}

#[test]
fn a_strategy_that_decides_bar_by_bar_is_lawful_in_chunks() {
    let trial = Trial::<Rise>::over_closes(&[1.0, 2.0, 3.0, 4.0, 3.0, 2.0]).with("bars", 2.0);
    trial.assert_lawful(&[1, 3]);
    let targets = trial.run().unwrap().targets(0);
    assert_eq!(targets, [(2, 1.0), (3, 1.0), (4, 0.0), (5, 0.0)]);
}

#[test]
fn columns_that_nothing_was_written_to_cross_empty() {
    let decisions = started().advance(&[frame(&[1.0, 2.0, 3.0])], None).unwrap();
    assert_eq!(decisions[0].target.len(), 3);
    assert!(decisions[0].tag.is_empty() && decisions[0].limit.is_empty());
}

#[test]
fn a_column_that_is_read_and_has_another_length_is_refused() {
    let mut ragged = frame(&[1.0, 2.0]);
    ragged.high.pop();
    assert_eq!(code(&mut started(), &[ragged]), "ragged_frames");
}

#[test]
fn a_column_that_is_not_read_may_be_empty() {
    let mut lean = frame(&[1.0, 2.0]);
    drop((
        take(&mut lean.time),
        take(&mut lean.open),
        take(&mut lean.volume),
    ));
    assert_eq!(started().advance(&[lean], None).unwrap()[0].target.len(), 2);
}

#[test]
fn a_frame_too_many_or_an_account_not_asked_for_is_refused() {
    let mut session = started();
    assert_eq!(
        code(&mut session, &[frame(&[1.0]), frame(&[1.0])]),
        "frame_count"
    );
    let account = account(&[0.0]);
    let refused = session
        .advance(&[frame(&[1.0])], Some(&account))
        .unwrap_err();
    assert_eq!(refused.code, "account_mismatch");
}

#[test]
fn no_bar_at_all_is_no_decision() {
    assert_eq!(
        started().advance(&[frame(&[])], None).unwrap()[0].target,
        []
    );
}

#[test]
fn bars_before_a_start_that_succeeded_are_refused() {
    let mut runs = Runs::<Rise>::new();
    let bar = [frame(&[1.0])];
    assert_eq!(runs.go_on(&bar, None).unwrap_err().code, "not_started");
    assert!(runs.begin(&["A".into()], &[]).is_ok());
    assert!(runs.go_on(&bar, None).is_ok());
    assert!(runs.begin(&[], &[]).is_err());
    assert_eq!(runs.go_on(&bar, None).unwrap_err().code, "not_started");
}

#[test]
fn an_account_reaches_the_strategy_bar_by_bar() {
    let trial = Trial::<Flip>::over(vec![frame(&[1.0, 2.0]), frame(&[1.0, 2.0])]);
    let outcome = trial
        .run_with_account(|at, _| account(&[at as f64, 0.0]))
        .unwrap();
    assert_eq!(outcome.targets(0), [(0, 1.0), (1, 0.0)]);
    assert_eq!(outcome.targets(1), [(0, 1.0), (1, 1.0)]);
    let mut session = Session::<Flip>::start(&["A".into(), "B".into()], &[]).unwrap();
    let two_bars = [frame(&[1.0, 2.0]), frame(&[1.0, 2.0])];
    for account in [None, Some(&account(&[0.0, 0.0]))] {
        let refused = session.advance(&two_bars, account).unwrap_err();
        assert_eq!(refused.code, "account_mismatch");
    }
}
