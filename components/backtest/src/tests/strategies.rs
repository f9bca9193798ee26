//! Strategies that a test needs and no shelf should have.

use std::marker::PhantomData;

use sandbourse_plugin::{
    Account, Bar, Chunk, Columns, Decision, Decisions, Descriptor, Failure, Frame, Moment,
    Parameter, Runs, Setting, Settings, Sizing, Strategy, Tag,
};

use super::desk::Worker;

/// Decides on each bar by the last one of the chunk.
pub struct Peeking;

impl Strategy for Peeking {
    fn describe() -> Descriptor {
        Descriptor::new("peeking", "1")
    }

    fn start(_symbols: &[String], _settings: &Settings) -> Result<Self, Failure> {
        Ok(Self)
    }

    fn on_chunk(&mut self, chunk: Chunk<'_>, decisions: &mut [Decisions]) {
        let last = chunk.moment(chunk.len() - 1).bar(0).close;
        for at in 0..chunk.len() {
            let rises = last > chunk.moment(at).bar(0).close;
            decisions[0].set(at, Decision::target(f64::from(u8::from(rises))));
        }
    }
}

/// Holds the symbol for a while after every `every` bars, and counts its runs over `start`.
pub struct Remembering {
    every: usize,
    runs: usize,
    at: usize,
}

impl Remembering {
    pub fn made() -> Box<dyn Worker> {
        Box::new(Self {
            every: 5,
            runs: 0,
            at: 0,
        })
    }
}

impl Worker for Remembering {
    fn describe(&self) -> Descriptor {
        Descriptor::new("remembering", "1").parameter(Parameter::whole("every", 5, 2..=50, "Bars."))
    }

    fn start(&mut self, _symbols: &[String], settings: &[Setting]) -> Result<u32, Failure> {
        self.every = settings[0].value as usize;
        self.runs += 1;
        self.at = 0;
        Ok(0)
    }

    fn advance(
        &mut self,
        frames: &[Frame],
        _account: Option<&Account>,
    ) -> Result<Vec<Decisions>, Failure> {
        let count = frames[0].close.len();
        let mut decided = Decisions::keep(count);
        for at in 0..count {
            // What a run before leaves behind moves the decisions of this one.
            let phase = (self.at + self.runs) % (2 * self.every);
            decided.set(
                at,
                Decision::target(f64::from(u8::from(phase < self.every))),
            );
            self.at += 1;
        }
        Ok(vec![decided])
    }
}

/// Trades on every `every`th bar; refuses multiples of 7 and breaks on multiples of 11.
pub struct Fragile {
    every: usize,
    at: usize,
}

impl Strategy for Fragile {
    fn describe() -> Descriptor {
        Descriptor::new("fragile", "1").parameter(Parameter::whole("every", 5, 1..=100, "Bars."))
    }

    fn start(_symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
        let every = settings.whole("every")?;
        if every.is_multiple_of(7) {
            let detail = format!("every is {every}, which is a multiple of 7.");
            return Err(Failure::of_setting("every", detail));
        }
        Ok(Self { every, at: 0 })
    }

    fn on_bar(&mut self, _bar: Bar) -> Decision {
        self.at += 1;
        let phase = self.at % (2 * self.every);
        Decision::target(f64::from(u8::from(phase < self.every)))
    }
}

/// Another strategy, fed bar by bar with an account that it does not look at.
pub struct WithAccount<S>(S);

impl<S: Strategy> Strategy for WithAccount<S> {
    fn describe() -> Descriptor {
        S::describe().needs_account()
    }

    fn start(symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
        S::start(symbols, settings).map(Self)
    }

    fn warm_up(&self) -> usize {
        self.0.warm_up()
    }

    fn on_chunk(&mut self, chunk: Chunk<'_>, decisions: &mut [Decisions]) {
        assert!(chunk.account().is_some());
        self.0.on_chunk(chunk, decisions);
    }
}

/// Turns what it holds of every symbol on every `hold`th bar from `from` on, until `until`.
pub struct Turning {
    settings: [usize; 3],
    size: f64,
    at: usize,
}

impl Strategy for Turning {
    fn describe() -> Descriptor {
        let whole = |name, default| Parameter::whole(name, default, 0..=1_000_000, "Bars.");
        Descriptor::new("turning", "1")
            .parameter(whole("from", 0))
            .parameter(whole("hold", 1))
            .parameter(whole("until", 1_000_000))
            .parameter(Parameter::number("size", 1.0, -1e9, 1e9, "What to hold."))
            .symbols(1..=5)
            .sizing(Sizing::Equity)
            .reads(Columns::CLOSE)
            .tags(&["in", "out"])
    }

    fn start(_symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
        Ok(Self {
            settings: [
                settings.whole("from")?,
                settings.whole("hold")?.max(1),
                settings.whole("until")?,
            ],
            size: settings.number("size")?,
            at: 0,
        })
    }

    fn warm_up(&self) -> usize {
        self.settings[0]
    }

    fn on_bars(&mut self, now: Moment<'_>, decisions: &mut [Decision]) {
        let [from, hold, until] = self.settings;
        let at = self.at;
        self.at += 1;
        if at < from || at > until || !(at - from).is_multiple_of(hold) {
            return;
        }
        let is_in = ((at - from) / hold).is_multiple_of(2);
        let share = self.size / now.symbols() as f64;
        let decision = match is_in {
            true => Decision::target(share).tag(Tag(1)),
            false => Decision::target(0.0).tag(Tag(2)),
        };
        decisions.fill(decision);
    }
}

/// Answers what no contract allows, by the kind that it is set to.
pub struct Broken<S>(PhantomData<S>, Runs<S>, f64);

impl<S: Strategy + 'static> Broken<S> {
    pub fn made() -> Box<dyn Worker> {
        Box::new(Self(PhantomData, Runs::new(), 0.0))
    }
}

impl<S: Strategy> Worker for Broken<S> {
    fn describe(&self) -> Descriptor {
        Descriptor::new("broken", "1").parameter(Parameter::whole("kind", 0, 0..=4, "Kind."))
    }

    fn start(&mut self, symbols: &[String], settings: &[Setting]) -> Result<u32, Failure> {
        self.2 = settings[0].value;
        self.1.begin(symbols, &[])?;
        Ok(u32::MAX)
    }

    fn advance(
        &mut self,
        frames: &[Frame],
        account: Option<&Account>,
    ) -> Result<Vec<Decisions>, Failure> {
        let mut decided = self.1.go_on(frames, account)?;
        match self.2 as u32 {
            0 => decided.clear(),
            1 => decided.push(Decisions::keep(frames[0].close.len())),
            2 => decided[0].limit = vec![1.0],
            3 => decided[0].tag = vec![1_000_000; frames[0].close.len()],
            _ => decided[0].target.fill(f64::INFINITY),
        }
        Ok(decided)
    }
}
