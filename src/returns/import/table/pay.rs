//! What a post is paid in a year, what it costs, and how much of a full-time post it is.

use super::column::{self, Column};
use super::figure::{self, ONE, Reading, Style};
use super::grid::{Form, Row};
use super::heading::{self, Basis};
use super::meaning::Meaning;
use super::reader::{Reader, mul_div};
use super::trouble::{Trouble, Troubles};
use crate::money::divide_half_even;

/// Hours a week of a full-time equivalent, unless a mapping file says otherwise.
const FULL_TIME_HOURS: i128 = 37 * ONE;

/// The same in North America.
const FULL_TIME_HOURS_AMERICA: i128 = 40 * ONE;

/// Staff of a row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Staff {
    /// Full-time equivalents in thousandths, where they are known.
    pub(super) fte: Option<i64>,
    /// Posts in thousandths; full-time equivalents where they are known.
    pub(super) posts: i64,
    /// False where something stands there that cannot be used.
    pub(super) is_usable: bool,
}

impl<'t> Reader<'t> {
    /// What a role costs: what the table says it does, else its pay and on-costs.
    pub(super) fn role_cost(&self, row: &Row<'t>, staff: Staff, troubles: &mut Troubles) -> (Option<i128>, bool) {
        let (mut pay, mut usable) = (None, true);
        for column in [Meaning::Cost, Meaning::Pay].into_iter().flat_map(|meaning| self.columns(meaning)) {
            let (figure, is_usable) = self.figure(row, column, troubles);
            usable &= is_usable;
            if let Some(figure) = figure {
                let (figure, is_rate) = self.of_a_year(row, column, figure, troubles);
                let figure = if is_rate { for_staff(figure, staff) } else { Some(figure) };
                pay = figure.map(|figure| figure + pay.unwrap_or(0)).or(pay);
            }
        }
        if pay.is_none() && usable {
            let (full_time, is_usable) = self.full_time_pay(row, troubles);
            usable &= is_usable;
            pay = full_time.and_then(|pay| for_staff(pay, staff));
        }
        let (mut on_costs, mut parts) = (None, Vec::new());
        for column in self.columns(Meaning::OnCosts) {
            if !column.is_share && !matches!(figure::read(row.cell(column.index), Style::any()), Reading::Share(_)) {
                parts.push(column);
                continue;
            }
            // A share of pay, and never pounds.
            let mut shares = Troubles::default();
            let asked = Column { is_share: true, ..column.clone() };
            match self.figure(row, &asked, &mut shares) {
                (Some(share), _) => {
                    if let Some(pay) = pay {
                        on_costs = Some(on_costs.unwrap_or(0) + mul_div(pay, share, ONE));
                    }
                }
                (None, is_usable) => {
                    usable &= is_usable;
                    troubles.join(shares);
                }
            }
        }
        for column in parts {
            let (figure, is_usable) = self.figure(row, column, troubles);
            usable &= is_usable;
            on_costs = figure.map(|figure| figure + on_costs.unwrap_or(0)).or(on_costs);
        }
        let whole = match (pay, on_costs) {
            (None, None) => None,
            (pay, on_costs) => Some(pay.unwrap_or(0) + on_costs.unwrap_or(0)),
        };
        (whole.filter(|_| usable), usable)
    }

    /// The yearly pay of a full-time post: of several columns the first that says it, else the middle of a scale.
    fn full_time_pay(&self, row: &Row<'t>, troubles: &mut Troubles) -> (Option<i128>, bool) {
        let mut usable = true;
        for column in self.columns(Meaning::FullTimePay) {
            let (figure, is_usable) = self.figure(row, column, troubles);
            usable &= is_usable;
            if let Some(figure) = figure {
                return (Some(self.of_a_year(row, column, figure, troubles).0), usable);
            }
        }
        let mut end = |meaning| {
            let column = self.columns(meaning).next()?;
            let (figure, is_usable) = self.figure(row, column, troubles);
            usable &= is_usable;
            let figure = figure.filter(|figure| *figure > 0)?;
            Some((self.of_a_year(row, column, figure, troubles).0, column.heading.clone()))
        };
        match (end(Meaning::PayFrom), end(Meaning::PayTo)) {
            (Some((low, from)), Some((high, to))) => {
                troubles.add(Trouble::MidPoint(format!("{from}` and `{to}")), row.line);
                (Some(i128::midpoint(low, high)), usable)
            }
            (Some((pay, heading)), None) | (None, Some((pay, heading))) => {
                troubles.add(Trouble::EndOfScale(heading), row.line);
                (Some(pay), usable)
            }
            (None, None) => (None, usable),
        }
    }

    /// What pay is in a year, and whether it is a rate that a full-time post earns.
    fn of_a_year(&self, row: &Row<'t>, column: &Column, pay: i128, troubles: &mut Troubles) -> (i128, bool) {
        let is_rate = |basis| matches!(basis, Basis::Hour | Basis::Day);
        let of_row = || {
            let cell =
                self.columns(Meaning::Basis).map(|column| row.cell(column.index)).find(|cell| !cell.is_empty())?;
            if heading::basis_word(cell.text).is_none() {
                troubles.add(Trouble::UnknownBasis, row.line);
            }
            heading::basis_word(cell.text)
        };
        let of_cell = Some(row.cell(column.index))
            .filter(|cell| cell.form == Form::Text)
            .and_then(|cell| without_time(cell.text).1);
        let Some(basis) = of_cell.or_else(of_row).or(column.basis).filter(|basis| *basis != Basis::Year) else {
            return (pay, false);
        };
        let hours = self.full_time_hours();
        let in_a_year = match basis {
            Basis::Hour => hours * 52,
            Basis::Day => 260 * ONE,
            Basis::Week => 52 * ONE,
            Basis::Fortnight => 26 * ONE,
            Basis::FourWeeks => 13 * ONE,
            Basis::HalfMonth => 24 * ONE,
            Basis::Month => 12 * ONE,
            Basis::Year => ONE,
        };
        troubles.add(Trouble::PerTime(basis, figure::plain(in_a_year)), row.line);
        (mul_div(pay, in_a_year, ONE), is_rate(basis))
    }

    fn full_time_hours(&self) -> i128 {
        let usual =
            if matches!(self.table.currency, "USD" | "CAD") { FULL_TIME_HOURS_AMERICA } else { FULL_TIME_HOURS };
        self.table.instructions.full_time_hours.unwrap_or(usual)
    }

    /// Staff in thousandths, and whether what stands there can be used. Posts are no full-time equivalents unless the table says so.
    pub(super) fn staff(&self, row: &Row<'t>, troubles: &mut Troubles) -> Staff {
        let (fte, usable) = self.sum(row, &[Meaning::Fte], troubles);
        let (hours, hours_usable) = self.sum(row, &[Meaning::Hours], troubles);
        let (posts, posts_usable) = self.sum(row, &[Meaning::Posts], troubles);
        let is_usable = usable && hours_usable && posts_usable;
        let posts = posts.map_or(1000, |posts| divide_half_even(posts, ONE / 1000));
        let is_full_time =
            self.columns(Meaning::FullTime).find_map(|column| column::full_time(row.cell(column.index).text));
        let milli = match (fte, hours) {
            (Some(fte), _) => Some(divide_half_even(fte, ONE / 1000)),
            (None, Some(hours)) => Some(divide_half_even(hours * 1000, self.full_time_hours())),
            (None, None) => is_full_time.filter(|is_full| *is_full && is_usable).map(|_| posts),
        };
        if milli.unwrap_or(posts) < 0 {
            let columns =
                [Meaning::Fte, Meaning::Hours, Meaning::Posts].into_iter().flat_map(|meaning| self.columns(meaning));
            let name = columns.map(|column| column.heading.clone()).next();
            troubles.add(Trouble::NoFigure(name.unwrap_or_default()), row.line);
            return Staff::default();
        }
        let has_fte = self.has(Meaning::Fte) || self.has(Meaning::Hours);
        Staff { fte: milli, posts: milli.unwrap_or(if has_fte { 0 } else { posts }), is_usable }
    }

    /// Whether a column says how much of a full-time post a row is.
    pub(super) fn has_fte(&self) -> bool {
        self.has(Meaning::Fte) || self.has(Meaning::Hours)
    }
}

/// An amount without the words for which time it is, and the time.
pub(super) fn without_time(text: &str) -> (&str, Option<Basis>) {
    let end = text.rfind(|letter: char| letter.is_ascii_digit() || letter == ')').map_or(0, |at| at + 1);
    let (amount, words) = text.split_at(end);
    let words = words.trim();
    if words.is_empty() || matches!(words.to_lowercase().as_str(), "k" | "m" | "bn" | "d" | "h") {
        return (text, None);
    }
    match heading::basis_word(words) {
        Some(basis) => (amount, Some(basis)),
        None => (text, None),
    }
}

/// Full-time pay for the staff of a row.
fn for_staff(pay: i128, staff: Staff) -> Option<i128> {
    let posts = staff.fte.unwrap_or(staff.posts);
    (posts > 0 && staff.is_usable || staff.fte == Some(0)).then(|| mul_div(pay, i128::from(posts), 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_say_for_which_time_they_are() {
        assert_eq!(without_time("£12.50 per hour"), ("£12.50", Some(Basis::Hour)));
        assert_eq!(without_time("$16.52/hr"), ("$16.52", Some(Basis::Hour)));
        assert_eq!(without_time("£30k"), ("£30k", None));
    }
}
