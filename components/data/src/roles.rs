//! What the macro dashboard shows, and which series plays each role.

/// A place on the dashboard and the series that may fill it, best first.
#[derive(Clone, Copy, Debug)]
pub struct Role {
    /// Key that a client asks for.
    pub name: &'static str,
    /// Series identifiers in the order of preference. `_Q` marks a quarterly reading.
    pub series: &'static [&'static str],
}

/// The dashboard, in the order in which it is shown.
pub const ROLES: [Role; 16] = [
    Role {
        name: "gdp",
        series: &["GDPC1"],
    },
    Role {
        name: "cpi",
        series: &["CPIAUCSL", "CPIAUCSL_Q"],
    },
    Role {
        name: "core_cpi",
        series: &["CPILFESL"],
    },
    Role {
        name: "inflation",
        series: &["INFL_Q"],
    },
    Role {
        name: "unemployment",
        series: &["UNRATE", "UNRATE_Q"],
    },
    Role {
        name: "fed_funds",
        series: &["DFF", "FEDFUNDS"],
    },
    Role {
        name: "treasury_3m",
        series: &["DTB3", "TB3MS", "TB3MS_Q"],
    },
    Role {
        name: "treasury_2y",
        series: &["DGS2"],
    },
    Role {
        name: "treasury_10y",
        series: &["DGS10"],
    },
    Role {
        name: "spread",
        series: &["T10Y2Y"],
    },
    Role {
        name: "default_spread",
        series: &["BAA_AAA"],
    },
    Role {
        name: "corporate_aaa",
        series: &["AAA"],
    },
    Role {
        name: "vix",
        series: &["VIXCLS"],
    },
    Role {
        name: "oil",
        series: &["DCOILWTICO"],
    },
    Role {
        name: "m1",
        series: &["M1SL", "M1SL_Q"],
    },
    Role {
        name: "m2",
        series: &["M2SL"],
    },
];

/// The role with this name, in any case.
pub fn role(name: &str) -> Option<&'static Role> {
    ROLES
        .iter()
        .find(|role| role.name.eq_ignore_ascii_case(name))
}
