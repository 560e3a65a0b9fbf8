//! What published programmes planned and achieved, beside which an estimate has to stand.
//!
//! As a share of total function cost nothing here that covers several functions passes 30%; only figures for personnel
//! alone do. The bases differ from row to row (running cost, operating cost, spend in scope, gross or net): the class is a
//! prompt, not a measure.

use crate::money::{Money, Share};

/// The class as a share of total function cost: low, central, high. Above the high one an estimate gets a warning.
pub const REFERENCE_CLASS: [Share; 3] = [Share(100_000), Share(150_000), Share(250_000)];

/// One published programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// Which programme.
    pub programme: &'static str,
    /// Of what the figure speaks.
    pub measure: &'static str,
    /// The figure as it was published.
    pub figure: &'static str,
    /// Lowest and highest share of the cost it speaks of, in ppm, where it is or can be turned into one.
    pub share: Option<[Share; 2]>,
    /// What kind of figure it is.
    pub status: &'static str,
    /// Where it stands.
    pub source: &'static str,
    /// `publisher`: its own page was read. `quoted`: press or a copy elsewhere, the original was not opened.
    pub evidence: &'static str,
}

/// The publisher's own page was read.
const PUBLISHER: &str = "publisher";

/// Press, a blog or a copy elsewhere quotes it; the original was not opened.
const QUOTED: &str = "quoted";

const fn row(
    programme: &'static str,
    measure: &'static str,
    figure: &'static str,
    share: Option<[u32; 2]>,
    status: &'static str,
    source: &'static str,
    evidence: &'static str,
) -> Reference {
    let share = match share {
        Some([low, high]) => Some([Share(low * 10_000), Share(high * 10_000)]),
        None => None,
    };
    Reference { programme, measure, figure, share, status, source, evidence }
}

impl Reference {
    /// What was planned, then what happened. Shares in whole percent.
    pub const ALL: [Self; 21] = [
        row(
            "UK shared services strategy 2021, 17 departments",
            "operating cost saved by 2028",
            "10-15%",
            Some([10, 15]),
            "target",
            "nao.org.uk, government shared services, 2022",
            PUBLISHER,
        ),
        row(
            "UK shared services strategy 2021",
            "benefits a year by 2028-29",
            "over £115m",
            None,
            "estimate",
            "nao.org.uk, work in progress, 2026",
            PUBLISHER,
        ),
        row(
            "New Zealand BASS 2009/10, 33 agencies",
            "all below the median reach it",
            "NZ$236m of 1.8bn, 13%",
            Some([13, 13]),
            "gross scenario",
            "nzherald.co.nz, 2011",
            QUOTED,
        ),
        row(
            "New Zealand BASS 2009/10, 33 agencies",
            "all reach the top quartile",
            "NZ$361-425m, 20-24%",
            Some([20, 24]),
            "gross scenario",
            "nzherald.co.nz, 2011",
            QUOTED,
        ),
        row(
            "New Zealand BASS 2010/11, 31 agencies",
            "to the median; to the top quartile",
            "15%; 23-26%",
            Some([15, 26]),
            "gross scenario",
            "nzherald.co.nz, 2012",
            QUOTED,
        ),
        row(
            "New Zealand BASS 2012/13, personnel alone",
            "to an international benchmark",
            "NZ$58.9-88.7m of 161.5m, 36-55%",
            Some([36, 55]),
            "gross scenario, best practice",
            "nbr.co.nz",
            QUOTED,
        ),
        row(
            "UK Operational Efficiency Programme 2009",
            "back office of £16-20bn",
            "£4bn, 20-25%",
            Some([20, 25]),
            "estimate",
            "publicfinance.co.uk; wired-gov",
            QUOTED,
        ),
        row(
            "UK Operational Efficiency Programme 2009",
            "IT of £12.5-18.5bn",
            "£3.2bn, 17-26%",
            Some([17, 26]),
            "estimate",
            "techmarketview; publicfinance.co.uk",
            QUOTED,
        ),
        row(
            "UK Operational Efficiency Programme 2009",
            "shared services: prisons; NHS with Steria; DWP",
            "over 30%; 20-30%; 13%",
            Some([13, 30]),
            "claimed",
            "techmarketview, 2009",
            QUOTED,
        ),
        row(
            "UK central government personnel 2009-13",
            "cost, while headcount fell too",
            "£524m to £259m, -51%",
            Some([51, 51]),
            "reported",
            "theyworkforyou.com, 14 January 2014",
            PUBLISHER,
        ),
        row(
            "Carter review of NHS acute trusts 2016",
            "all trusts to 7% of income",
            "£300m of £4.3bn, 7%",
            Some([7, 7]),
            "estimate, later dropped",
            "hfma.org.uk; hsj.co.uk",
            QUOTED,
        ),
        row(
            "Surrey districts, local government reorganisation 2025",
            "enabling support: IT, HR, finance, legal, procurement",
            "18%; 13.5% for two unitaries, 12.1% for three",
            Some([12, 18]),
            "planning assumption",
            "runnymede.gov.uk",
            PUBLISHER,
        ),
        row(
            "Surrey districts, local government reorganisation 2025",
            "customer contact; service delivery",
            "10%; 6%",
            Some([6, 10]),
            "planning assumption",
            "runnymede.gov.uk",
            PUBLISHER,
        ),
        row(
            "LGA shared services map",
            "saved in all by 626 arrangements up to 2019",
            "£1.34bn, about £200m in 2018/19",
            None,
            "self-reported",
            "local.gov.uk",
            PUBLISHER,
        ),
        row(
            "EY for the County Councils Network 2016",
            "27 unitaries over five years",
            "£2.37-2.86bn, paid back in 2 years 2 months",
            None,
            "estimate",
            "publicfinance.co.uk",
            QUOTED,
        ),
        row(
            "Manifesto for Better Public Services 2018; BuyIT 2006",
            "40% of duplicated cost; ten years of shared services",
            "£46bn; £40bn",
            None,
            "claim",
            "press",
            QUOTED,
        ),
        row(
            "UK five shared service centres",
            "cost; saved by 2010-11",
            "planned £0.9bn and £159m; cost over £1.4bn (+56%), and net cost of £255m at the two that measured",
            None,
            "outturn",
            "National Audit Office, 2012",
            QUOTED,
        ),
        row(
            "UK Next Generation Shared Services",
            "saved a year",
            "planned £128m; £90m in 2.5 years (28% of pace) for £94m; 2 of 26 customers on the platform",
            None,
            "outturn",
            "National Audit Office, 2016",
            PUBLISHER,
        ),
        row(
            "UK shared services strategies 2018 and 2021",
            "move to the cloud; funding",
            "2025 became 2028; £300m approved of £382-403m; cost to date unknown",
            None,
            "outturn",
            "National Audit Office, 2022",
            QUOTED,
        ),
        row(
            "Western Australia Office of Shared Services 2005-11",
            "set-up; saved a year",
            "planned A$82m and A$50-57m; cost A$440-444m, saved A$42m in all, closed",
            None,
            "outturn",
            "Economic Regulation Authority, in thewest.com.au, abc.net.au",
            QUOTED,
        ),
        row(
            "NHS cap of 7% on corporate cost",
            "all trusts by April 2018",
            "dropped in 2018, not measured",
            None,
            "outturn",
            "hsj.co.uk",
            QUOTED,
        ),
    ];
}

/// Where an estimate stands in the class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The planned saving of a year as a share of total function cost.
    pub planned: Share,
    /// What is likely to come true of it, as such a share.
    pub realised: Share,
    /// Whether the planned one is above the class.
    pub above: bool,
}

/// Where a planned saving of a year stands, and what is likely to come true of it. None without any function cost.
pub fn standing(planned: Money, realised: Money, function_cost: Money) -> Option<Standing> {
    if !function_cost.is_positive() {
        return None;
    }
    let share = |amount: Money| Share::from_f64(super::range::float(amount) / super::range::float(function_cost));
    let planned = share(planned);
    Some(Standing { planned, realised: share(realised), above: planned > REFERENCE_CLASS[2] })
}
