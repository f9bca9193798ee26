//! Volatility that comes in clusters: GARCH(1,1) with a leverage term.

/// The recursion `h' = omega + (alpha + gamma [e < 0]) e^2 + beta h` for the variance `h` of a
/// session's shock `e` (Glosten, Jagannathan and Runkle, Journal of Finance 48, 1993).
///
/// `omega` is set so that the long-run variance is the one that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Cluster {
    alpha: f64,
    gamma: f64,
    beta: f64,
    omega: f64,
    ceiling: f64,
    variance: f64,
}

const SESSIONS_A_YEAR: f64 = 252.0;

impl Cluster {
    /// Clusters of the whole market: bad news raises volatility more than good news.
    pub fn market(yearly_volatility: f64) -> Self {
        Self::new(yearly_volatility, [0.05, 0.12, 0.87])
    }

    /// Clusters of one instrument, without leverage.
    pub fn own(yearly_volatility: f64) -> Self {
        Self::new(yearly_volatility, [0.08, 0.0, 0.90])
    }

    fn new(yearly_volatility: f64, [alpha, gamma, beta]: [f64; 3]) -> Self {
        let variance = yearly_volatility * yearly_volatility / SESSIONS_A_YEAR;
        let persistence = alpha + gamma / 2.0 + beta;
        let omega = variance * (1.0 - persistence);
        // Six times the usual volatility: what 1987 and 2008 reached, and a bound for the path.
        Self {
            alpha,
            gamma,
            beta,
            omega,
            ceiling: 36.0 * variance,
            variance,
        }
    }

    /// Standard deviation of the coming session's shock.
    pub fn deviation(&self) -> f64 {
        self.variance.sqrt()
    }

    /// The coming session's shock for a standard normal draw; the recursion moves on by one session.
    pub fn shock(&mut self, normal: f64) -> f64 {
        let shock = self.deviation() * normal;
        let weight = if shock < 0.0 {
            self.alpha + self.gamma
        } else {
            self.alpha
        };
        let next = self.omega + weight * shock * shock + self.beta * self.variance;
        self.variance = next.min(self.ceiling);
        shock
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::random::Draws;

    #[test]
    fn long_run_volatility_is_the_one_asked_for_and_squares_are_correlated() {
        let mut cluster = Cluster::market(0.16);
        let draws = Draws::named("volatility");
        let shocks: Vec<f64> = (0..200_000)
            .map(|n| cluster.shock(draws.normal(0, n)))
            .collect();
        let n = shocks.len() as f64;
        let variance = shocks.iter().map(|e| e * e).sum::<f64>() / n;
        let yearly = (variance * SESSIONS_A_YEAR).sqrt();
        assert!((yearly - 0.16).abs() < 0.02, "{yearly}");
        let covariance: f64 = shocks
            .windows(2)
            .map(|w| (w[0] * w[0] - variance) * (w[1] * w[1] - variance))
            .sum();
        let spread: f64 = shocks.iter().map(|e| (e * e - variance).powi(2)).sum();
        assert!(covariance / spread > 0.1);
    }
}
