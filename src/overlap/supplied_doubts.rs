//! Where a body and its supplier tell different stories of one payment, with the places on both sides.

use std::sync::Arc;

use super::products::product_of_vendor;
use super::supplied::{Account, Supplied, TOLERANCE};
use crate::finding::{Code, Finding, Related};
use crate::ledger::{Purchase, ReturnFacts, Sellers};
use crate::money::Money;
use crate::returns::Inclusion;
use crate::source::{Position, Route};
use crate::taxonomy::Taxonomy;

/// Findings about what does not agree. What a supplier that declares no sales at all might have said is no finding.
pub fn supplied_doubts(
    bodies: &[ReturnFacts],
    sellers: &Sellers<'_>,
    supplied: &[Supplied],
    taxonomy: &Taxonomy,
    currency: &str,
) -> Vec<Finding> {
    let doubts = supplied.iter().filter_map(|row| {
        let (body, seller) = (&bodies[row.body], sellers.all()[row.seller]);
        let doubt = Doubt { row, body, seller, taxonomy, currency };
        match row.account() {
            Account::Agrees => None,
            Account::Differs => Some(doubt.differs(row.charged.unwrap_or_default())),
            Account::OnlyBody => {
                let says = !seller.sales.is_empty() && row.paid.is_some_and(|paid| paid > TOLERANCE);
                says.then(|| doubt.differs(Money::ZERO))
            }
            Account::OnlySupplier => row.charged.filter(|charged| *charged > TOLERANCE).map(|_| doubt.unpaid()),
        }
    });
    doubts.collect()
}

struct Doubt<'a> {
    row: &'a Supplied,
    body: &'a ReturnFacts,
    seller: &'a ReturnFacts,
    taxonomy: &'a Taxonomy,
    currency: &'a str,
}

impl Doubt<'_> {
    fn differs(&self, charged: Money) -> Finding {
        let (body, seller) = (&self.body.organisation, &self.seller.organisation);
        let paid = self.row.paid.unwrap_or_default();
        let says = if self.row.sales.is_empty() {
            "which declares no such sale".to_owned()
        } else {
            format!("which declares {}", charged.exact(self.currency))
        };
        let message = format!(
            "`{}` declares that it pays {} to `{}`{}, {says}",
            body.id,
            paid.exact(self.currency),
            seller.id,
            self.what()
        );
        let vat = (body.accounting.vat, seller.accounting.vat);
        let vat = match vat {
            (Some(Inclusion::Included), Some(Inclusion::Excluded)) => {
                "; the organisation includes VAT, the supplier does not"
            }
            (Some(Inclusion::Excluded), Some(Inclusion::Included)) => {
                "; the supplier includes VAT, the organisation does not"
            }
            _ => "",
        };
        let mut finding = Finding::new(Code::SupplierDiffers, message)
            .help(format!("compare invoices, and correct the return that is wrong{vat}"))
            .organisation(&body.id);
        finding.path = Some(Arc::clone(&self.body.path));
        let mut purchases = self.row.purchases.iter();
        if let Some(first) = purchases.next() {
            finding.route = Some(first.route(self.body));
            finding.position = Some(position(self.body, *first));
            finding.item = item(self.body, *first);
        }
        let more = purchases.map(|purchase| {
            let at = position(self.body, *purchase);
            related(self.body, "and here", at, Some(purchase.route(self.body)))
        });
        finding.related = more.chain(self.declared()).collect();
        finding
    }

    /// Where the supplier says it; where it says nothing, its return.
    fn declared(&self) -> Vec<Related> {
        let sales = self.row.sales.iter().map(|index| {
            let at = self.seller.sales[*index].position;
            related(self.seller, "the supplier's declaration", at, Some(Route::item("sales", *index)))
        });
        let mut sales: Vec<Related> = sales.collect();
        if sales.is_empty() {
            sales.push(related(self.seller, "the sales of the supplier are in this return", first(self.seller), None));
        }
        sales
    }

    fn unpaid(&self) -> Finding {
        let (body, seller) = (&self.body.organisation, &self.seller.organisation);
        let charged = self.row.charged.unwrap_or_default();
        let message = format!(
            "`{}` declares that it charges {} to `{}`{}, which declares no such payment",
            seller.id,
            charged.exact(self.currency),
            body.id,
            self.what()
        );
        let help = match self.nameless() {
            Some(system) => format!(
                "`{}` of `{}` is such a product and names no supplier: add `vendor: {}`",
                system, body.id, seller.name
            ),
            None => format!(
                "in the return of `{}` name `{}` as `vendor` of the system, or declare the recharge; or correct `to` here",
                body.id, seller.name
            ),
        };
        let mut finding = Finding::new(Code::SaleWithoutPayment, message).help(help).organisation(&seller.id);
        finding.path = Some(Arc::clone(&self.seller.path));
        let mut sales = self.row.sales.iter().map(|index| (*index, self.seller.sales[*index].position));
        if let Some((index, at)) = sales.next() {
            finding.route = Some(Route::item("sales", index));
            finding.position = Some(at);
        }
        let more = sales.map(|(index, at)| related(self.seller, "and here", at, Some(Route::item("sales", index))));
        let there = related(self.body, "the return of the organisation that would pay", first(self.body), None);
        finding.related = more.chain([there]).collect();
        finding
    }

    /// A system of the body that is such a product, and names no vendor.
    fn nameless(&self) -> Option<&str> {
        let organisation = &self.seller.organisation;
        let key = |product: &str| {
            product_of_vendor(product, organisation.known_as.iter().chain([&organisation.name]).map(String::as_str))
        };
        let wanted = self.row.product.as_deref().map(key)?;
        let bought = self.body.costs.iter().filter_map(|cost| Some((cost.item, cost.product?)));
        let nameless = bought.filter(|(item, product)| {
            self.body.vendors.iter().all(|vendor| vendor.item != *item)
                && key(&self.body.products[product.index()].name) == wanted
        });
        nameless.map(|(item, _)| self.body.items[item as usize].id.as_ref()).min()
    }

    /// ` for PRODUCT on FUNCTION`, as far as known.
    fn what(&self) -> String {
        let product = self.row.product.as_ref().map_or_else(String::new, |product| format!(" for `{product}`"));
        let function = self.row.function.map(|function| &self.taxonomy.get(function).code);
        product + &function.map_or_else(String::new, |code| format!(" on `{code}`"))
    }
}

fn first(facts: &ReturnFacts) -> Position {
    Position { line: facts.line, column: 1 }
}

fn position(body: &ReturnFacts, purchase: Purchase) -> Position {
    match purchase {
        Purchase::System(index) => body.vendors[index].position,
        Purchase::Recharge(index) => body.recharges[index].position,
    }
}

fn item(body: &ReturnFacts, purchase: Purchase) -> Option<String> {
    match purchase {
        Purchase::System(index) => Some(body.items[body.vendors[index].item as usize].id.to_string()),
        Purchase::Recharge(_) => None,
    }
}

fn related(facts: &ReturnFacts, message: &str, at: Position, route: Option<Route>) -> Related {
    Related { message: message.to_owned(), path: Some(Arc::clone(&facts.path)), position: Some(at), end: None, route }
}
