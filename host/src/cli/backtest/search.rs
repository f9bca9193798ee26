//! The options of jobs, and the requests that they make.

use clap::Args;
use serde_json::{Map, Value, json};

use super::grid::{self, Axis};
use super::options::{RunOptions, said};

/// A command that begins a job.
pub trait Job {
    /// Where the job is asked for.
    const PATH: &'static str;
    /// What is asked for.
    fn body(&self) -> Map<String, Value>;
    /// Whether to leave it alone once it has begun.
    fn detach(&self) -> bool;
}

/// What to search through, and by what to choose.
#[derive(Args, Debug)]
struct Grid {
    /// Values of a parameter: NAME=FROM:TO, NAME=FROM:TO:STEP or NAME=A,B,C; once for each.
    #[arg(long = "grid", value_name = "AXIS", required = true, value_parser = grid::parse, allow_hyphen_values = true)]
    axes: Vec<Axis>,
    /// Which combinations count, for example 'fast < slow'.
    #[arg(long = "where", value_name = "CONDITION")]
    condition: Option<String>,
    /// Figure to rank by, for example return_pct, sharpe or sharpe_ratio.
    #[arg(long)]
    rank_by: Option<String>,
    /// Print the identifier of the job and leave it to itself.
    #[arg(long)]
    detach: bool,
}

/// Options of `sweep`.
#[derive(Args, Debug)]
pub struct Sweep {
    #[command(flatten)]
    run: RunOptions,
    #[command(flatten)]
    grid: Grid,
    /// How many of the best to keep.
    #[arg(long)]
    top: Option<u32>,
    /// Try so many combinations by chance instead of all.
    #[arg(long)]
    random: Option<u64>,
    /// Seed of that chance.
    #[arg(long)]
    seed: Option<u64>,
}

/// Options of `walk-forward`.
#[derive(Args, Debug)]
pub struct WalkForward {
    #[command(flatten)]
    run: RunOptions,
    #[command(flatten)]
    grid: Grid,
    /// Bars on which settings are chosen.
    #[arg(long)]
    in_sample: Option<u32>,
    /// Bars on which they are traded.
    #[arg(long)]
    out_of_sample: Option<u32>,
    /// Bars from one window to the next, when not the length that is traded.
    #[arg(long)]
    step: Option<u32>,
    /// Let each window begin at the first bar.
    #[arg(long)]
    anchored: bool,
    /// Bars left out between the two parts.
    #[arg(long)]
    embargo: Option<u32>,
}

/// Options of `monte-carlo`.
#[derive(Args, Debug)]
pub struct MonteCarlo {
    #[command(flatten)]
    run: RunOptions,
    /// What is drawn anew.
    #[arg(long, value_parser = ["block_bootstrap", "trade_shuffle"])]
    method: Option<String>,
    /// How many paths.
    #[arg(long)]
    paths: Option<u32>,
    /// Bars of a block.
    #[arg(long)]
    block: Option<u32>,
    /// Seed of the drawing.
    #[arg(long)]
    seed: Option<u64>,
    /// Print the identifier of the job and leave it to itself.
    #[arg(long)]
    detach: bool,
}

impl Grid {
    fn body(&self) -> Map<String, Value> {
        said([
            ("grid", json!(grid::body(&self.axes))),
            ("where", json!(self.condition)),
            ("rank_by", json!(self.rank_by)),
        ])
    }
}

impl Job for Sweep {
    const PATH: &'static str = "/backtest/sweep";

    fn body(&self) -> Map<String, Value> {
        let mut body = self.run.body();
        body.extend(self.grid.body());
        body.extend(said([
            ("top", json!(self.top)),
            ("random", json!(self.random)),
            ("seed", json!(self.seed)),
        ]));
        body
    }

    fn detach(&self) -> bool {
        self.grid.detach
    }
}

impl Job for WalkForward {
    const PATH: &'static str = "/backtest/walk-forward";

    fn body(&self) -> Map<String, Value> {
        let mut body = self.run.body();
        body.extend(self.grid.body());
        body.extend(said([
            ("in_sample", json!(self.in_sample)),
            ("out_of_sample", json!(self.out_of_sample)),
            ("step", json!(self.step)),
            ("anchored", self.anchored.then_some(true).into()),
            ("embargo", json!(self.embargo)),
        ]));
        body
    }

    fn detach(&self) -> bool {
        self.grid.detach
    }
}

impl Job for MonteCarlo {
    const PATH: &'static str = "/backtest/monte-carlo";

    fn body(&self) -> Map<String, Value> {
        let mut body = self.run.body();
        body.extend(said([
            ("method", json!(self.method)),
            ("paths", json!(self.paths)),
            ("block", json!(self.block)),
            ("seed", json!(self.seed)),
        ]));
        body
    }

    fn detach(&self) -> bool {
        self.detach
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line<J: Args> {
        #[command(flatten)]
        job: J,
    }

    #[test]
    fn a_sweep_is_a_run_with_a_grid() {
        let words = [
            "sweep",
            "sma-cross",
            "SPX",
            "--grid",
            "fast=2:100",
            "--grid",
            "slow=10,20",
            "--where",
            "fast < slow",
            "--rank-by",
            "sharpe",
            "--random",
            "500",
            "--detach",
        ];
        let sweep: Line<Sweep> = Line::try_parse_from(words).unwrap();
        let body = json!(sweep.job.body());
        assert_eq!(
            body["grid"]["fast"],
            json!({ "from": 2.0, "to": 100.0, "step": 1.0 })
        );
        assert_eq!(body["where"], "fast < slow");
        assert_eq!(
            (&body["random"], &body["strategy"]),
            (&json!(500), &json!("sma-cross"))
        );
        assert!(body.get("top").is_none() && sweep.job.detach());
    }

    #[test]
    fn a_search_without_a_grid_is_none() {
        assert!(Line::<Sweep>::try_parse_from(["sweep", "sma-cross", "SPX"]).is_err());
    }

    #[test]
    fn a_resampling_has_its_own_fields() {
        let words = [
            "mc",
            "sma-cross",
            "SPX",
            "--method",
            "trade_shuffle",
            "--paths",
            "100",
        ];
        let resampling: Line<MonteCarlo> = Line::try_parse_from(words).unwrap();
        let body = json!(resampling.job.body());
        assert_eq!(
            (&body["method"], &body["paths"]),
            (&json!("trade_shuffle"), &json!(100))
        );
    }
}
