//! Exchanges outside the United States, as the suffix of a symbol names them at each provider.

use super::session::NEW_YORK;

/// An exchange by its suffixes.
pub struct Exchange {
    /// As Yahoo and this platform write it.
    pub suffix: &'static str,
    /// As Alpha Vantage writes it; empty when unknown there.
    pub alpha_vantage: &'static str,
    /// As Stooq writes it; empty when unknown there.
    pub stooq: &'static str,
    /// Currency as quoted, hundredths included.
    pub currency: &'static str,
    /// IANA name of its time zone.
    pub zone: &'static str,
}

/// Where a plain symbol is traded.
pub const AMERICAN: Exchange = Exchange {
    suffix: "",
    alpha_vantage: "",
    stooq: "us",
    currency: "USD",
    zone: NEW_YORK,
};

/// Those that one of the two providers lists.
pub const FOREIGN: [Exchange; 14] = [
    abroad(["L", "LON", "uk"], "GBX", "Europe/London"),
    abroad(["TO", "TRT", ""], "CAD", "America/Toronto"),
    abroad(["V", "TRV", ""], "CAD", "America/Toronto"),
    abroad(["DE", "DEX", "de"], "EUR", "Europe/Berlin"),
    abroad(["F", "FRK", ""], "EUR", "Europe/Berlin"),
    abroad(["PA", "PAR", ""], "EUR", "Europe/Paris"),
    abroad(["AS", "AMS", ""], "EUR", "Europe/Amsterdam"),
    abroad(["BO", "BSE", ""], "INR", "Asia/Kolkata"),
    abroad(["SS", "SHH", ""], "CNY", "Asia/Shanghai"),
    abroad(["SZ", "SHZ", ""], "CNY", "Asia/Shanghai"),
    abroad(["HK", "HKG", "hk"], "HKD", "Asia/Hong_Kong"),
    abroad(["SA", "SAO", ""], "BRL", "America/Sao_Paulo"),
    abroad(["T", "", "jp"], "JPY", "Asia/Tokyo"),
    abroad(["WA", "", "pl"], "PLN", "Europe/Warsaw"),
];

const fn abroad(
    [suffix, alpha_vantage, stooq]: [&'static str; 3],
    currency: &'static str,
    zone: &'static str,
) -> Exchange {
    Exchange {
        suffix,
        alpha_vantage,
        stooq,
        currency,
        zone,
    }
}

/// The ticker before the suffix, and the exchange; none for a suffix that is not known.
///
/// `theirs` picks the provider's own suffix, which is understood too. A suffix of one letter that
/// is no exchange is a class of shares, as in `BRK.B`.
pub fn listed(symbol: &str, theirs: fn(&Exchange) -> &'static str) -> Option<(&str, &Exchange)> {
    let parts = symbol.rsplit_once('.');
    let Some((ticker, suffix)) = parts.filter(|(_, suffix)| !suffix.is_empty()) else {
        return Some((symbol, &AMERICAN));
    };
    let is_meant = |exchange: &&Exchange| {
        let names = [exchange.suffix, theirs(exchange)];
        names.iter().any(|name| name.eq_ignore_ascii_case(suffix))
    };
    if let Some(exchange) = FOREIGN.iter().find(is_meant) {
        return Some((ticker, exchange));
    }
    if theirs(&AMERICAN).eq_ignore_ascii_case(suffix) {
        return Some((ticker, &AMERICAN));
    }
    (suffix.len() == 1).then_some((symbol, &AMERICAN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suffix_names_an_exchange_or_a_class_of_shares() {
        let theirs = |exchange: &Exchange| exchange.alpha_vantage;
        let read = |symbol| listed(symbol, theirs).map(|(ticker, at)| (ticker, at.currency));
        assert_eq!(read("IBM"), Some(("IBM", "USD")));
        assert_eq!(read("BRK.B"), Some(("BRK.B", "USD")));
        assert_eq!(read("TSCO.LON"), Some(("TSCO", "GBX")));
        assert_eq!(read("tsco.l"), Some(("tsco", "GBX")));
        assert_eq!(read("7203.T"), Some(("7203", "JPY")));
        assert_eq!(read("WHAT.EVER"), None);
        assert_eq!(read("IBM."), Some(("IBM.", "USD")));
    }

    #[test]
    fn every_zone_is_in_the_table_of_zones() {
        let mut zones = FOREIGN.iter().map(|exchange| exchange.zone);
        assert!(zones.all(|zone| super::super::session::zone(zone).is_ok()));
    }
}
