//! Currencies that exchanges quote in hundredths.

/// The ISO 4217 code of a currency's main unit, and by what prices are divided to get there.
pub fn main_unit(currency: &str) -> (&str, f64) {
    match currency {
        "GBp" | "GBX" | "GBx" => ("GBP", 100.0),
        "ZAc" | "ZAC" => ("ZAR", 100.0),
        "ILA" | "ILa" => ("ILS", 100.0),
        other => (other, 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pence_cents_and_agorot_become_their_main_unit() {
        assert_eq!(main_unit("GBp"), ("GBP", 100.0));
        assert_eq!(main_unit("GBX"), ("GBP", 100.0));
        assert_eq!(main_unit("ZAc"), ("ZAR", 100.0));
        assert_eq!(main_unit("ILA"), ("ILS", 100.0));
        assert_eq!(main_unit("GBP"), ("GBP", 1.0));
    }
}
