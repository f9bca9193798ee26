//! What can be fitted: a process of the variance, a mean and a distribution of the errors.

use super::parameters::{ALPHA, BETA, ETA, GAMMA, MU, OMEGA};

/// How the variance of a day follows from the days before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Process {
    /// `s[t] = omega + alpha e[t-1]^2` (Engle 1982).
    Arch,
    /// `s[t] = omega + alpha e[t-1]^2 + beta s[t-1]` (Bollerslev 1986).
    Garch,
    /// `s[t] = omega + (alpha + gamma [e[t-1] < 0]) e[t-1]^2 + beta s[t-1]` (Glosten,
    /// Jagannathan and Runkle 1993).
    Gjr,
    /// `ln s[t] = omega + alpha (|z[t-1]| - sqrt(2/pi)) + gamma z[t-1] + beta ln s[t-1]`
    /// (Nelson 1991).
    Egarch,
}

/// What the errors are measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Centre {
    /// `e = y`.
    Zero,
    /// `e = y - mu`, with `mu` estimated.
    Constant,
}

/// How the standardised errors are distributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Errors {
    /// Standard normal.
    Normal,
    /// Student's t with `nu` degrees of freedom, scaled to unit variance (Bollerslev 1987).
    StudentT,
}

/// A member of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Model {
    /// Of the variance.
    pub process: Process,
    /// Of the returns.
    pub centre: Centre,
    /// Of the standardised errors.
    pub errors: Errors,
}

impl Model {
    /// GARCH(1,1) with a constant mean and normal errors, the usual first choice.
    pub const GARCH: Self = Self::of(Process::Garch);

    /// A process with a constant mean and normal errors.
    pub const fn of(process: Process) -> Self {
        let (centre, errors) = (Centre::Constant, Errors::Normal);
        Self {
            process,
            centre,
            errors,
        }
    }

    /// The same with mean zero.
    pub const fn with_zero_mean(self) -> Self {
        let centre = Centre::Zero;
        Self { centre, ..self }
    }

    /// The same with Student's t errors.
    pub const fn with_student_t(self) -> Self {
        let errors = Errors::StudentT;
        Self { errors, ..self }
    }

    /// Names of the free parameters: `mu, omega, alpha, gamma, beta, nu`, those that it has.
    pub fn parameter_names(self) -> impl Iterator<Item = &'static str> {
        self.free().map(|(name, _)| name)
    }

    /// Number of free parameters.
    pub fn count(self) -> usize {
        self.free().count()
    }

    /// Free parameters with their places in a vector, in the order of the names.
    pub(super) fn free(self) -> impl Iterator<Item = (&'static str, usize)> {
        let lagged = self.process != Process::Arch;
        let skewed = matches!(self.process, Process::Gjr | Process::Egarch);
        [
            (self.centre == Centre::Constant, "mu", MU),
            (true, "omega", OMEGA),
            (true, "alpha", ALPHA),
            (skewed, "gamma", GAMMA),
            (lagged, "beta", BETA),
            (self.errors == Errors::StudentT, "nu", ETA),
        ]
        .into_iter()
        .filter_map(|(free, name, slot)| free.then_some((name, slot)))
    }
}
