//! `map`: every item with its function, how sure that is, and why. With labelled items: learns a model, or says how good
//! the mapping is.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::builder::PossibleValuesParser;
use rayon::prelude::*;

use super::Exit;
use super::options::{Reading, Session, errors};
use super::outputs::{Outputs, Writing};
use super::review::{self, Subject};
use crate::mapping::{Evaluation, Known, Labels, Mapper, Mapping, Model, STEPS, learn};
use crate::output::{
    MapFormat, Target, wrap, write_csv_table, write_evaluation, write_evaluation_json, write_findings, write_map,
    write_map_json, write_tables_xlsx,
};
use crate::progress::{Progress, say};
use crate::report::tables::MAP_TABLES;
use crate::report::{MapReport, Origin, mapped, together};
use crate::source::{note_read, sha256};
use crate::taxonomy::Taxonomy;

/// Arguments of `map`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing<MapFormat>,
    /// Map with a model that was made with --learn
    #[arg(long, value_name = "MODEL")]
    model: Option<PathBuf>,
    /// Learn a model from labelled items (CSV with `text` and `code`) and write it to -o. Can be repeated
    #[arg(long, value_name = "LABELS", conflicts_with_all = ["model", "evaluate"])]
    learn: Vec<PathBuf>,
    /// Measure how many labelled items are mapped right
    #[arg(long, value_name = "LABELS")]
    evaluate: Option<PathBuf>,
    /// The table that CSV shows; `-o DIR/` writes each to a file
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(MAP_TABLES.map(|table| table.name())))]
    table: Option<String>,
    #[command(flatten)]
    review: review::Reviewing,
}

/// Maps the items of returns.
pub(super) fn run(args: &Args) -> anyhow::Result<Exit> {
    let session = Session::open(&args.reading)?;
    if !args.learn.is_empty() {
        return learn_model(args, &session);
    }
    if args.reading.withholding.redact && args.review.file().is_some() {
        bail!("a review shows titles: leave out --redact");
    }
    let outputs = Outputs::open(&args.writing)?
        .then("`dupaudit map --review decisions.csv` lists the mappings to confirm first.");
    if args.evaluate.is_some() {
        no_table(&outputs)?;
    }
    if args.table.is_some() && !outputs.any(|format| format == MapFormat::Csv, false) {
        bail!("--table is for CSV: add --format csv, or -o FILE.csv");
    }
    let mapper = session.mapper(&args.reading, args.review.file())?;
    let mapper = match &args.model {
        Some(path) => mapper.with_model(read_model(path, &session.taxonomy)?),
        None => mapper,
    };
    if let Some(labels) = &args.evaluate {
        let labels = Labels::read(labels, &session.taxonomy)?;
        let evaluation = evaluate(&mapper, &labels, &session.taxonomy);
        let origin = Origin::mapped(&session.taxonomy, &mapper, session.settings.sha256.as_deref());
        write_out(outputs, &origin, &labels.sha256, &evaluation, &session.taxonomy)?;
        return Ok(Exit::Done);
    }
    let mapper = mapper.explaining();
    let mut gathered = session.gather(&args.reading, &mapper)?;
    session.settle(&mut gathered);
    if let Some(path) = &args.review.review {
        let currency = gathered.currency();
        if gathered.coverage.returns_other_currency > 0 {
            bail!(
                "a review adds up costs, and these returns are in several currencies: review one currency at a \
                time"
            );
        }
        let (facts, taxonomy, width) = (gathered.facts.as_slice(), &session.taxonomy, outputs.width());
        return review::run(&args.review, path, &Subject { facts, mapper: &mapper, taxonomy, currency, width });
    }
    let report = MapReport {
        schema: "dupaudit.map/1",
        manifest: session.manifest(&gathered, &mapper),
        coverage: gathered.coverage,
        items: mapped(&gathered.facts, &session.taxonomy),
        currency: gathered.currency().to_owned(),
    };
    let findings = &gathered.findings;
    let table = args.table.as_deref().unwrap_or("mappings");
    outputs.write_with(
        |out, format, width| match format {
            MapFormat::Json => write_map_json(out, &report),
            MapFormat::Csv => write_csv_table(out, table, &report, report.coverage.withheld.is_some()),
            MapFormat::Xlsx => write_tables_xlsx(out, &report),
            MapFormat::Text => {
                write_map(out, width, &report.items)?;
                writeln!(out)?;
                write_findings(out, width, &errors(findings), usize::MAX)?;
                out.write_all(wrap(&report.coverage.line(&report.currency), usize::from(width), "").as_bytes())
            }
        },
        |out, name| write_csv_table(out, name, &report, false),
    )?;
    Ok(session.exit(&report.coverage, findings))
}

/// Tables are of mapped items.
fn no_table(outputs: &Outputs<MapFormat>) -> anyhow::Result<()> {
    if outputs.any(|format| matches!(format, MapFormat::Csv | MapFormat::Xlsx), true) {
        bail!("csv and xlsx are for mapped items: write an evaluation or what was learned as text or json");
    }
    Ok(())
}

fn read_model(path: &Path, taxonomy: &Taxonomy) -> anyhow::Result<Model> {
    note_read(path);
    let bytes = std::fs::read(path).with_context(|| format!("{} could not be read", path.display()))?;
    Model::read(bytes, taxonomy).with_context(|| format!("{} cannot be used", path.display()))
}

/// Learns a model, writes it, and says what cross-validation makes of it.
fn learn_model(args: &Args, session: &Session) -> anyhow::Result<Exit> {
    let taxonomy = &session.taxonomy;
    let [path] = args.writing.output.as_slice() else { bail!("--learn writes one model: give -o MODEL once") };
    let target = Target::open(Path::new(path))?;
    let outputs = Outputs::open(&Writing { output: Vec::new(), ..args.writing.clone() })?;
    no_table(&outputs)?;
    let labels: Vec<Labels> =
        args.learn.iter().map(|path| Labels::read(path, taxonomy)).collect::<anyhow::Result<_>>()?;
    let progress = Progress::new(STEPS, "learning");
    let learnt = learn(taxonomy, &labels, &|| progress.step());
    progress.finish();
    let learnt = learnt?;
    target.write(|out| out.write_all(&learnt.bytes))?;
    say(&format!("{path}: {} bytes; cross-validation, on units and titles that were not shown:", learnt.bytes.len()));
    let mut origin = Origin::mapped(taxonomy, &Mapper::new(taxonomy), session.settings.sha256.as_deref());
    origin.inputs.mapper_sha256 = Some(sha256(&learnt.bytes));
    let labels_sha256 = together(labels.iter().map(|labels| labels.sha256.as_str())).unwrap_or_default();
    write_out(outputs, &origin, &labels_sha256, &learnt.evaluation, taxonomy)?;
    Ok(Exit::Done)
}

/// Maps labelled items and compares.
fn evaluate(mapper: &Mapper<'_>, labels: &Labels, taxonomy: &Taxonomy) -> Evaluation {
    let mappings: Vec<Mapping> =
        labels.labels.par_iter().map_init(Known::default, |known, label| mapper.map(&label.texts(), known)).collect();
    Evaluation::of(labels.labels.iter().zip(&mappings), taxonomy)
}

fn write_out(
    outputs: Outputs<MapFormat>,
    origin: &Origin,
    labels_sha256: &str,
    evaluation: &Evaluation,
    taxonomy: &Taxonomy,
) -> anyhow::Result<()> {
    outputs.write(|out, format, width| match format {
        MapFormat::Json => write_evaluation_json(out, origin, labels_sha256, evaluation, taxonomy),
        _ => write_evaluation(out, width, evaluation, taxonomy),
    })
}
