//! Currencies by their codes in ISO 4217.

use std::borrow::Cow;

/// Every code of a currency that is in use. A table, as a crate of names, countries and coins would serve these codes only.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF \
     CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG \
     HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD \
     MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF \
     SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS \
     VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// What people write instead, without case, spaces and plural.
const WORDS: &[(&str, &str)] = &[
    ("GBP", "£ pound poundsterling sterling stg ukp ukpound britishpound gb£ £gbp gbp£ quid"),
    ("EUR", "€ euro eur€ €eur"),
    ("USD", "usdollar us$ $us dollarus unitedstatesdollar americandollar usd$ $usd"),
    ("CAD", "ca$ c$ cad$ $cad cdn cdn$ canadiandollar candollar"),
    ("AUD", "a$ au$ aud$ australiandollar"),
    ("NZD", "nz$ nzd$ newzealanddollar"),
    ("CHF", "sfr swissfranc fr."),
    ("JPY", "¥ yen"),
    ("INR", "₹ rupee indianrupee"),
    ("CNY", "rmb yuan renminbi"),
    ("SEK", "swedishkrona swedishkronor"),
    ("NOK", "norwegiankrone norwegiankroner"),
    ("DKK", "danishkrone danishkroner"),
    ("PLN", "zł zloty złoty"),
];

/// The code of a currency, whatever its case.
///
/// # Errors
/// It is no currency: in what way, and what may have been meant.
pub fn currency(text: &str) -> Result<&'static str, Cow<'static, str>> {
    let bare = text.trim().to_uppercase();
    let known = || CODES.split_ascii_whitespace();
    if let Some(code) = known().find(|code| *code == bare) {
        return Ok(code);
    }
    let lower = bare.to_lowercase();
    let words =
        lower.split_whitespace().map(|word| word.strip_suffix('s').filter(|rest| rest.len() > 2).unwrap_or(word));
    let word = words.collect::<String>();
    let is_word = |words: &str| words.split(' ').any(|known| known == word);
    let meant = WORDS.iter().find(|(_, words)| is_word(words)).map(|(code, _)| *code);
    // One slip away, first of all from those that have words here.
    let likely = || WORDS.iter().map(|(code, _)| *code).chain(known());
    let meant = meant.or_else(|| likely().find(|code| bare.len() > 2 && strsim::osa_distance(code, &bare) == 1));
    Err(match meant {
        Some(code) => format!("is not a currency of ISO 4217; did you mean `{code}`?").into(),
        None if ["$", "dollar"].contains(&word.as_str()) => {
            "is the name of several currencies; did you mean `USD`, `CAD` or `AUD`?".into()
        }
        None => "is not a currency of ISO 4217".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::currency;

    #[test]
    fn codes_are_read_in_any_case_and_other_words_have_a_code_that_is_meant() {
        for (text, code) in [("usd", "USD"), ("Gbp", "GBP"), (" EUR ", "EUR"), ("cAd", "CAD"), ("JPY", "JPY")] {
            assert_eq!(currency(text), Ok(code));
        }
        for (text, meant) in [
            ("£", "`GBP`"),
            ("pounds", "`GBP`"),
            ("Pounds Sterling", "`GBP`"),
            ("sterling", "`GBP`"),
            ("euro", "`EUR`"),
            ("Euros", "`EUR`"),
            ("€", "`EUR`"),
            ("US dollars", "`USD`"),
            ("US$", "`USD`"),
            ("C$", "`CAD`"),
            ("GPB", "`GBP`"),
            ("EURO ", "`EUR`"),
            ("$", "`USD`, `CAD` or `AUD`"),
            ("dollars", "`USD`, `CAD` or `AUD`"),
        ] {
            let wrong = currency(text).unwrap_err();
            assert!(wrong.contains("did you mean") && wrong.contains(meant), "{text}: {wrong}");
        }
        for text in ["", "XXX", "ZZZ", "DEM", "gold", "12"] {
            assert!(currency(text).is_err(), "{text}");
        }
    }
}
