//! A run of a strategy: what crosses the border is checked here, once for all strategies.

use std::ops::RangeInclusive;
use std::rc::Rc;

use crate::{Account, Chunk, Columns, Decisions, Descriptor, Failure, Frame, Parameter};
use crate::{Setting, Settings, Strategy};

/// A strategy at work.
#[derive(Debug)]
pub struct Session<S> {
    strategy: S,
    symbols: usize,
    reads: Columns,
    needs_account: bool,
}

/// The runs of a component, one after another.
#[derive(Debug)]
pub struct Runs<S> {
    /// Made once: a descriptor is many short texts, and a sweep begins thousands of runs.
    terms: Option<Terms>,
    session: Option<Session<S>>,
}

/// What a descriptor says about runs.
#[derive(Debug)]
struct Terms {
    parameters: Rc<[Parameter]>,
    symbols: RangeInclusive<u32>,
    reads: Columns,
    needs_account: bool,
}

impl Terms {
    fn new(descriptor: Descriptor) -> Self {
        Self {
            parameters: descriptor.parameters.into(),
            symbols: descriptor.min_symbols..=descriptor.max_symbols,
            reads: descriptor.reads,
            needs_account: descriptor.needs_account,
        }
    }
}

impl<S: Strategy> Session<S> {
    /// The descriptor, with the warm-up of the default settings.
    pub fn describe() -> Descriptor {
        let mut descriptor = S::describe();
        let symbols: Vec<String> = (1..=descriptor.min_symbols)
            .map(|number| number.to_string())
            .collect();
        let settings = Settings::new(&descriptor.parameters.clone().into(), &[]);
        let strategy = settings.and_then(|settings| S::start(&symbols, &settings));
        descriptor.warm_up = strategy.map_or(0, |strategy| bars(&strategy));
        descriptor
    }

    /// Begins a run.
    ///
    /// # Errors
    /// When the settings or the number of symbols do not fit the descriptor, and what
    /// [`Strategy::start`] answers.
    pub fn start(symbols: &[String], settings: &[Setting]) -> Result<Self, Failure> {
        Self::on(&Terms::new(S::describe()), symbols, settings)
    }

    fn on(terms: &Terms, symbols: &[String], settings: &[Setting]) -> Result<Self, Failure> {
        let count = symbols.len();
        if !u32::try_from(count).is_ok_and(|count| terms.symbols.contains(&count)) {
            let (least, most) = (terms.symbols.start(), terms.symbols.end());
            let detail =
                format!("There are {count} symbols, but there must be from {least} to {most}.");
            return Err(Failure::new("symbol_count", detail));
        }
        let settings = Settings::new(&terms.parameters, settings)?;
        Ok(Self {
            strategy: S::start(symbols, &settings)?,
            symbols: count,
            reads: terms.reads,
            needs_account: terms.needs_account,
        })
    }

    /// Bars that pass before the first decision.
    pub fn warm_up(&self) -> u32 {
        bars(&self.strategy)
    }

    /// Takes the next bars; decisions for each symbol, as long as the frames.
    ///
    /// # Errors
    /// When the frames or the account are not what the contract says.
    pub fn advance(
        &mut self,
        frames: &[Frame],
        account: Option<&Account>,
    ) -> Result<Vec<Decisions>, Failure> {
        let len = self.length(frames)?;
        self.check_account(account, len)?;
        let mut decisions: Vec<Decisions> = frames.iter().map(|_| Decisions::keep(len)).collect();
        self.strategy
            .on_chunk(Chunk::new(frames, len, account), &mut decisions);
        Ok(decisions)
    }

    /// The number of bars, which is the length of every column that is read.
    fn length(&self, frames: &[Frame]) -> Result<usize, Failure> {
        if frames.len() != self.symbols {
            let (found, meant) = (frames.len(), self.symbols);
            let detail = format!("There are {found} frames, but {meant} symbols.");
            return Err(Failure::new("frame_count", detail));
        }
        let mut lengths = frames
            .iter()
            .flat_map(|frame| self.lengths(frame))
            .flatten();
        let first = lengths.next().unwrap_or(0);
        if lengths.any(|length| length != first) {
            let detail = "The columns that are read differ in length; they must not.";
            return Err(Failure::new("ragged_frames", detail));
        }
        Ok(first)
    }

    /// The lengths of the columns that are read.
    fn lengths(&self, frame: &Frame) -> [Option<usize>; 6] {
        [
            (Columns::TIME, frame.time.len()),
            (Columns::OPEN, frame.open.len()),
            (Columns::HIGH, frame.high.len()),
            (Columns::LOW, frame.low.len()),
            (Columns::CLOSE, frame.close.len()),
            (Columns::VOLUME, frame.volume.len()),
        ]
        .map(|(column, length)| (self.reads.bits() & column.bits() != 0).then_some(length))
    }

    fn check_account(&self, account: Option<&Account>, len: usize) -> Result<(), Failure> {
        let as_agreed = match account {
            None => !self.needs_account,
            Some(account) => {
                self.needs_account && len == 1 && account.holdings.len() == self.symbols
            }
        };
        if as_agreed {
            return Ok(());
        }
        let detail = if self.needs_account {
            "The strategy takes one bar at a time, with an account that has a holding for each symbol."
        } else {
            "The strategy takes no account."
        };
        Err(Failure::new("account_mismatch", detail))
    }
}

impl<S: Strategy> Runs<S> {
    /// Before the first run.
    pub const fn new() -> Self {
        Self {
            terms: None,
            session: None,
        }
    }

    /// Puts a new run in the place of the one before; the bars before its first decision.
    ///
    /// # Errors
    /// As [`Session::start`]; there is no run then.
    pub fn begin(&mut self, symbols: &[String], settings: &[Setting]) -> Result<u32, Failure> {
        self.session = None;
        let terms = self.terms.get_or_insert_with(|| Terms::new(S::describe()));
        let session = Session::on(terms, symbols, settings)?;
        Ok(self.session.insert(session).warm_up())
    }

    /// Takes the next bars of the run that was begun.
    ///
    /// # Errors
    /// `not_started` where none was, and as [`Session::advance`].
    pub fn go_on(
        &mut self,
        frames: &[Frame],
        account: Option<&Account>,
    ) -> Result<Vec<Decisions>, Failure> {
        let Some(session) = &mut self.session else {
            let detail = "`advance` was called before a `start` that succeeded.";
            return Err(Failure::new("not_started", detail));
        };
        session.advance(frames, account)
    }
}

impl<S: Strategy> Default for Runs<S> {
    fn default() -> Self {
        Self::new()
    }
}

fn bars(strategy: &impl Strategy) -> u32 {
    u32::try_from(strategy.warm_up()).unwrap_or(u32::MAX)
}
