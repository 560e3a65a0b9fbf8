//! `graph`: the overlap graph, or a projection of it, for other programs or as a picture.

use std::io::{self, Write};

use anyhow::bail;

use super::Exit;
use super::measuring::Measuring;
use super::options::{Reading, Session, tell_errors};
use super::outputs::{Outputs, Writing};
use crate::money::Money;
use crate::output::{GraphFormat, write_dot, write_graph, write_graph_json, write_graphml, write_picture};
use crate::overlap::measure;
use crate::report::{GraphCut, GraphRows, GraphSource, GraphView, graph_rows};

/// Arguments of `graph`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing<GraphFormat>,
    #[command(flatten)]
    measuring: Measuring,
    /// Which graph [default: items; a picture without it shows functions]
    #[arg(long, value_name = "VIEW")]
    view: Option<GraphView>,
    /// Leave out edges with less cost, and nodes that nothing joins any more
    #[arg(long, value_name = "AMOUNT")]
    min_cost: Option<String>,
    /// Only what is around a function, a group of functions, an organisation, a product or an item
    #[arg(long, value_name = "CODE|ID")]
    around: Option<String>,
}

/// Writes the graph of returns.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let session = Session::open(&args.reading)?;
    let (basis, floor) = (args.measuring.basis(&session)?, args.measuring.floor(&session)?);
    let cut = GraphCut { min_cost: least(args.min_cost.as_deref())?, around: args.around.clone() };
    let outputs = Outputs::open(&args.writing)?;

    let mapper = session.mapper(&args.reading, None)?;
    let mut gathered = session.gather(&args.reading, &mapper)?;
    let (currency, period) = args.measuring.select(&session, &mut gathered)?;
    session.settle(&mut gathered);
    let overlap = measure(&gathered.facts, &session.taxonomy, basis, floor);
    let source = GraphSource { facts: &gathered.facts, taxonomy: &session.taxonomy, overlap: &overlap, floor };
    let coverage = gathered.coverage;
    let manifest = session.manifest(&gathered, &mapper);
    let rows = |view: GraphView| -> anyhow::Result<GraphRows> {
        let (nodes, edges, left_out) = graph_rows(&source, view, &cut).map_err(anyhow::Error::msg)?;
        Ok(GraphRows {
            schema: "dupaudit.graph/1",
            complete: coverage.is_complete(),
            view,
            currency: currency.clone(),
            period: period.clone(),
            basis,
            manifest: manifest.clone(),
            coverage,
            left_out,
            nodes,
            edges,
        })
    };
    let data = rows(args.view.unwrap_or_default())?;
    let draws = outputs.any(|format| format == GraphFormat::Svg, false);
    if draws && args.view == Some(GraphView::Items) {
        bail!(
            "a picture of every item cannot be read: draw --view functions, organisations or products, or write the \
             items as GraphML, DOT or JSON"
        );
    }
    let picture = match args.view {
        None if draws => Some(rows(GraphView::Functions)?),
        _ => None,
    };
    let findings = gathered.findings;
    outputs.write(|out, format, width| write(out, format, width, &data, picture.as_ref().unwrap_or(&data)))?;
    tell_errors(&findings)?;
    Ok(session.exit(&coverage, &findings))
}

fn write(
    out: &mut dyn Write,
    format: GraphFormat,
    width: u16,
    data: &GraphRows,
    picture: &GraphRows,
) -> io::Result<()> {
    match format {
        GraphFormat::Text => write_graph(out, width, data),
        GraphFormat::Json => write_graph_json(out, data),
        GraphFormat::Graphml => write_graphml(out, data),
        GraphFormat::Dot => write_dot(out, data),
        GraphFormat::Svg => write_picture(out, picture),
    }
}

fn least(text: Option<&str>) -> anyhow::Result<Money> {
    match text.map(Money::parse) {
        None => Ok(Money::ZERO),
        Some(Ok(amount)) if amount >= Money::ZERO => Ok(amount),
        Some(Ok(_)) => bail!("--min-cost: the amount must not be negative"),
        Some(Err(error)) => bail!("--min-cost `{}` {error}", text.unwrap_or_default()),
    }
}
