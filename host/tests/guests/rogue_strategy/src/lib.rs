//! Holds the symbol after a rise and leaves after a fall, until it is told to misbehave: the
//! setting `deed` says how, and `from` on which bar.

#![cfg_attr(
    not(target_family = "wasm"),
    allow(dead_code, reason = "only the component uses it")
)]

use std::hint::black_box;

use sandbourse_plugin::{
    Chunk, Decision, Decisions, Descriptor, Failure, Parameter, Settings, Strategy,
};

/// In the first place of the bytes after `rogue version: `, so that a test can make versions
/// that break on any bar whatever their settings are.
#[used]
static ORDERS: &[u8; 40] = b"rogue version: deed=0 from=000000 mark=0";

/// What it may be told to do.
#[derive(Clone, Copy, PartialEq)]
enum Deed {
    Nothing,
    Loop,
    Eat,
    Trap,
    Recurse,
    Peek,
    Print,
}

struct Rogue {
    deed: Deed,
    from: usize,
    bars: usize,
    last: f64,
}

impl Strategy for Rogue {
    fn describe() -> Descriptor {
        Descriptor::new("rogue", env!("CARGO_PKG_VERSION"))
            .summary("Holds the symbol after a rise, and does what it is told.")
            .parameter(Parameter::whole(
                "deed",
                0,
                0..=6,
                "0 nothing, 1 loop, 2 eat memory, 3 trap, 4 recurse, 5 peek, 6 print.",
            ))
            .parameter(Parameter::whole(
                "from",
                0,
                0..=100_000,
                "The bar of the deed.",
            ))
    }

    fn start(_symbols: &[String], settings: &Settings) -> Result<Self, Failure> {
        let told = settings.whole("deed")?;
        let (deed, from) = match ordered(20) {
            0 => (told, settings.whole("from")?),
            deed => (deed, ordered_number(27..33)),
        };
        Ok(Self {
            deed: deed_of(deed),
            from,
            bars: 0,
            last: f64::NAN,
        })
    }

    fn on_chunk(&mut self, chunk: Chunk<'_>, decisions: &mut [Decisions]) {
        let ([frame], [decisions]) = (chunk.frames(), decisions) else {
            return;
        };
        let ends = frame.close.last().copied().unwrap_or(f64::NAN);
        for (at, close) in frame.close.iter().enumerate() {
            if self.bars == self.from {
                misbehave(self.deed);
            }
            // The future of the chunk, where it is told to look there.
            let rising = match self.deed {
                Deed::Peek => ends > *close,
                _ => *close > self.last,
            };
            decisions.set(at, Decision::target(if rising { 1.0 } else { 0.0 }));
            self.last = *close;
            self.bars += 1;
        }
    }
}

fn ordered(place: usize) -> usize {
    usize::from(black_box(ORDERS)[place] - b'0')
}

fn ordered_number(places: std::ops::Range<usize>) -> usize {
    places.fold(0, |number, place| number * 10 + ordered(place))
}

fn deed_of(number: usize) -> Deed {
    match number {
        1 => Deed::Loop,
        2 => Deed::Eat,
        3 => Deed::Trap,
        4 => Deed::Recurse,
        5 => Deed::Peek,
        6 => Deed::Print,
        _ => Deed::Nothing,
    }
}

fn misbehave(deed: Deed) {
    match deed {
        Deed::Loop => loop {
            black_box(());
        },
        Deed::Eat => {
            let mut all = Vec::new();
            loop {
                all.push(black_box(vec![1_u8; 1 << 20]));
            }
        }
        Deed::Trap => panic!("told to trap"),
        Deed::Recurse => {
            black_box(deeper(1));
        }
        Deed::Print => {
            for _ in 0..1_000 {
                eprintln!("{}", "flood ".repeat(100));
            }
        }
        Deed::Nothing | Deed::Peek => {}
    }
}

fn deeper(depth: u64) -> u64 {
    if depth == u64::MAX {
        return depth;
    }
    black_box([depth; 64]);
    deeper(depth + 1) + 1
}

sandbourse_plugin::export!(Rogue);
