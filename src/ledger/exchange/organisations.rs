//! Tables of organisations, and of what their items refer to.

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as NoPeriod;

use super::tables::define_tables;
use super::value::{Text, start};
use crate::ledger::facts::{Buckets, OrganisationFact, ProductFact, ReturnFacts, TotalSource};
use crate::money::{MilliFte, Money};
use crate::returns::{Accounting, Gross, Inclusion, Period, Quantity};

define_tables! {
    /// One organisation and the sums of its return. The nine buckets add up to the total.
    organisations(all from) facts in &from.gathered.facts => {
        organisation: Text = &facts.organisation.id, "Its id.";
        period: Text = &facts.organisation.period, "The twelve months.";
        name: Text = &facts.organisation.name, "Its name.";
        organisation_type: Option<Text> = facts.organisation.kind.as_deref(), "Its type.";
        family: Option<Text> = facts.organisation.family.as_deref(),
            "The family it is compared with, if that is not its type.";
        region: Option<Text> = facts.organisation.region.as_deref(), "Its region.";
        until: Option<jiff::civil::Date> = facts.organisation.until, "The day from which on it is no more.";
        successor: Option<Text> = facts.organisation.successor.as_deref(), "The id of the organisation that takes its place.";
        currency: Text = &facts.organisation.currency, "The currency of every amount.";
        total_pence: Money = facts.organisation.total, "The control total.";
        total_source: TotalSource = facts.organisation.total_source, "declared, itemised or processes.";
        fte_mfte: Option<MilliFte> = facts.organisation.fte, "Staff in all, as declared.";
        fte_itemised_mfte: MilliFte = facts.organisation.fte_itemised, "Staff of its roles.";
        unpriced_fte_mfte: MilliFte = facts.organisation.unpriced_fte, "Staff of its roles without cost.";
        administrative_pence: Money = facts.organisation.buckets.administrative, "Administrative work.";
        managerial_pence: Money = facts.organisation.buckets.managerial, "Managerial work.";
        frontline_pence: Money = facts.organisation.buckets.frontline, "Frontline work.";
        frontline_management_pence: Money = facts.organisation.buckets.frontline_management,
            "Management of frontline functions.";
        frontline_administration_pence: Money = facts.organisation.buckets.frontline_administration,
            "Frontline staff on administrative or managerial functions.";
        non_service_pence: Money = facts.organisation.buckets.non_service, "Passed on or accounting entries.";
        recharge_out_pence: Money = facts.organisation.buckets.recharge_out, "Paid to other organisations for a service.";
        unmapped_pence: Money = facts.organisation.buckets.unmapped, "Declared, with no function.";
        unitemised_pence: Money = facts.organisation.buckets.unitemised, "In the declared total, and not itemised.";
        group_only_pence: Money = facts.organisation.group_only, "The part without a function that has a group of functions.";
        not_admitted_pence: Money = facts.organisation.not_admitted,
            "The part of process totals that the total has no room for; not in any cost category.";
        accounting_on_costs: Option<Inclusion> = facts.organisation.accounting.on_costs,
            "Employer's contributions: included or excluded.";
        accounting_recharges: Option<Gross> = facts.organisation.accounting.recharges,
            "gross (before recharges), or net.";
        accounting_vat: Option<Inclusion> = facts.organisation.accounting.vat, "Value added tax: included or excluded.";
        accounting_income: Option<Gross> = facts.organisation.accounting.income, "gross (before income) or net.";
        path: Text = &facts.path, "The file of the return.";
        line: u32 = facts.line, "The line on which it begins.";
    } => {
        Period::deserialize(IntoDeserializer::<NoPeriod>::into_deserializer(period.as_str()))
            .map_err(|_| format!("`period` is `{}`; a period such as 2025-26 is expected", start(&period)))?;
        if from.places.insert(organisation.clone(), from.gathered.facts.len()).is_some() {
            return Err(format!("`organisation` is `{}` once more", start(&organisation)));
        }
        let types = &from.here.taxonomy.types;
        from.gathered.facts.push(ReturnFacts {
            path: path.into(),
            line,
            organisation: OrganisationFact {
                id: organisation,
                name,
                kind: organisation_type.map(|kind| types.canonical(&kind)),
                known_as: Vec::new(),
                family: family.map(|family| types.canonical(&family)),
                region,
                until,
                successor,
                period,
                currency,
                accounting: Accounting {
                    on_costs: accounting_on_costs,
                    recharges: accounting_recharges,
                    vat: accounting_vat,
                    income: accounting_income,
                },
                drivers: Vec::new(),
                total: total_pence,
                total_source,
                fte: fte_mfte,
                fte_itemised: fte_itemised_mfte,
                unpriced_fte: unpriced_fte_mfte,
                buckets: Buckets {
                    administrative: administrative_pence,
                    managerial: managerial_pence,
                    frontline: frontline_pence,
                    frontline_management: frontline_management_pence,
                    frontline_administration: frontline_administration_pence,
                    non_service: non_service_pence,
                    recharge_out: recharge_out_pence,
                    unmapped: unmapped_pence,
                    unitemised: unitemised_pence,
                },
                group_only: group_only_pence,
                not_admitted: not_admitted_pence,
            },
            units: Vec::new(),
            unit_names: Vec::new(),
            products: Vec::new(),
            items: Vec::new(),
            costs: Vec::new(),
            loose: Vec::new(),
            volumes: Vec::new(),
            outcomes: Vec::new(),
            income: Vec::new(),
            recharges: Vec::new(),
            sales: Vec::new(),
            shared: Vec::new(),
            vendors: Vec::new(),
            transfers: Vec::new(),
            exceptions: Vec::new(),
        });
    };

    /// Another name that an organisation goes by as a vendor.
    names(each facts) name in &facts.organisation.known_as => {
        known_as: Text = name, "The name.";
    } => facts.organisation.known_as.push(known_as);

    /// What drives the volumes of an organisation.
    drivers(each facts) (name, quantity) in &facts.organisation.drivers => {
        driver: Text = name, "population, headcount, dwellings….";
        quantity_millionths: Quantity = *quantity, "How many.";
    } => facts.organisation.drivers.push((driver, quantity_millionths));

    /// A part of an organisation; `-` stands for none.
    units(each facts) (number, id) in (0_u32..).zip(&facts.units) => {
        unit: Text = id, "Its id.";
        name: Option<Text> = facts.unit_name(number), "Its name, if it differs from the id.";
    } => {
        facts.unit_names.push(name.unwrap_or_default().into());
        facts.units.push(unit);
    };

    /// A product that an organisation pays for.
    products(each facts) of in &facts.products => {
        product: Text = &of.key, "What identifies it: its name as a label.";
        name: Text = &of.name, "Its name, as first declared.";
        vendor: Option<Text> = of.vendor.as_deref(), "Who sells it.";
        contract_end: Option<jiff::civil::Date> = of.contract_end, "When its contract ends: the last of several.";
    } => facts.products.push(ProductFact { key: product, name, vendor, contract_end });
}
