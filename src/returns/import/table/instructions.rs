//! The mapping file of an import: what each column means, for people to correct and for the next time.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::bail;

use super::column::Column;
use super::day::DayOrder;
use super::figure::{Mark, ONE, SCALE, plain};
use super::heading::Basis;
use super::meaning::{Meaning, TableKind};
use crate::finding::nearest;
use crate::money::parse_decimal;
use crate::returns::import::draft::{as_name, scalar};
use crate::source::{Content, Key, Node, parse_tree};

/// What an import was told, by a file or by an earlier run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instructions {
    /// The twelve months.
    pub period: Option<String>,
    /// The currency.
    pub currency: Option<String>,
    /// Whose the tables are, where no column says so.
    pub organisation: Option<Named>,
    /// Hours a week of a full-time equivalent, in units of 10^-9.
    pub full_time_hours: Option<i128>,
    /// Who is meant by the names in a table.
    pub organisations: BTreeMap<String, Named>,
    /// How tables are read.
    pub tables: Vec<TableInstructions>,
}

/// A body as returns name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its type.
    pub kind: Option<String>,
}

/// How one table is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableInstructions {
    /// The name of its file, or a pattern such as `payroll-*.csv`.
    pub file: String,
    /// The sheet, where the file has several.
    pub sheet: Option<String>,
    /// What its rows are.
    pub kind: TableKind,
    /// Whether posts that are marked as vacant count like others; else they are left out.
    pub counts_vacant: bool,
    /// Whether its first row is no heading, so that columns are called by their letters.
    pub has_no_headings: bool,
    /// Which rows count, by column: those that say one of these words.
    pub rows: BTreeMap<String, Vec<String>>,
    /// Its columns.
    pub(super) columns: Vec<Column>,
    /// What stands in each column, for people.
    pub(super) comments: Vec<String>,
    /// Whether the table was not understood, so that they are written.
    pub(super) is_unknown: bool,
}

impl TableInstructions {
    /// Whether they are for a file.
    pub(super) fn are_for(&self, file: &str) -> bool {
        self.file == file || globset::Glob::new(&self.file).is_ok_and(|glob| glob.compile_matcher().is_match(file))
    }
}

impl Instructions {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// It is no YAML, or says something that nobody understands; with the place, and with what may have been meant.
    pub fn read(path: &str, text: &str) -> anyhow::Result<Self> {
        let reader = Reader { path };
        let root = match parse_tree(text) {
            Ok(root) => root,
            Err(error) => {
                let at = error.position();
                bail!("{path}:{}:{}: {error}", at.line, at.column)
            }
        };
        if root.get("dupaudit").and_then(Node::text) != Some("import/1") {
            bail!("{path} is not a mapping file: write `dupaudit: import/1` at its top");
        }
        let mut read = Self::default();
        for (key, node) in reader.entries(&root)? {
            match key.text.as_str() {
                "dupaudit" => {}
                "period" => read.period = Some(reader.text(node)?),
                "currency" => read.currency = Some(reader.text(node)?),
                "organisation" => read.organisation = Some(reader.named(node)?),
                "full_time_hours" => read.full_time_hours = Some(reader.number(node)?),
                "organisations" => {
                    for (name, node) in reader.entries(node)? {
                        read.organisations.insert(name.text.trim().to_lowercase(), reader.named(node)?);
                    }
                }
                "tables" => match &node.content {
                    Content::List(tables) => {
                        read.tables = tables.iter().map(|table| reader.table(table)).collect::<anyhow::Result<_>>()?;
                    }
                    _ => return Err(reader.wrong(node, "is not a list of tables")),
                },
                _ => {
                    let keys = ["period", "currency", "organisation", "full_time_hours", "organisations", "tables"];
                    return Err(reader.unknown(key, &keys));
                }
            }
        }
        Ok(read)
    }

    /// The text of a mapping file.
    pub fn write(&self) -> String {
        let mut out = String::from(
            "# How `dupaudit import table` reads these files. Correct what is wrong; the next import follows it.\n\
             # What columns can mean: `dupaudit import table --help`.\n\
             dupaudit: import/1\n",
        );
        let mut line = |key: &str, text: &Option<String>| {
            if let Some(text) = text {
                let _ = writeln!(out, "{key}: {}", scalar(text));
            }
        };
        line("period", &self.period);
        line("currency", &self.currency);
        if let Some(named) = &self.organisation {
            let _ = writeln!(out, "organisation: {}", named.write());
        }
        if let Some(hours) = self.full_time_hours {
            let _ = writeln!(out, "full_time_hours: {}", plain(hours));
        }
        if !self.organisations.is_empty() {
            let _ = writeln!(out, "organisations:");
        }
        for (name, named) in &self.organisations {
            let _ = writeln!(out, "  {}: {}", scalar(name), named.write());
        }
        // A key without entries would read as nothing, which is no list.
        if !self.tables.is_empty() {
            let _ = writeln!(out, "tables:");
        }
        for table in &self.tables {
            out.push_str(&table.write());
        }
        out
    }

    /// The same without what is for people.
    #[must_use]
    pub fn without_comments(&self) -> Self {
        let bare =
            |table: &TableInstructions| TableInstructions { comments: Vec::new(), is_unknown: false, ..table.clone() };
        Self { tables: self.tables.iter().map(bare).collect(), ..self.clone() }
    }
}

impl Named {
    fn write(&self) -> String {
        let mut out = format!("{{id: {}", scalar(&self.id));
        for (key, text) in [("name", &self.name), ("type", &self.kind)] {
            if let Some(text) = text {
                let _ = write!(out, ", {key}: {}", scalar(text));
            }
        }
        out + "}"
    }
}

impl TableInstructions {
    /// As an entry of the list of tables.
    pub(super) fn write(&self) -> String {
        let mut out = format!("  - file: {}\n", scalar(&self.file));
        if let Some(sheet) = &self.sheet {
            let _ = writeln!(out, "    sheet: {}", scalar(sheet));
        }
        let none = if self.columns.is_empty() { " {}" } else { "" };
        let vacant = if self.counts_vacant { "\n    vacant: count" } else { "" };
        let headings = if self.has_no_headings { "\n    headings: none" } else { "" };
        let _ = writeln!(out, "    kind: {}{vacant}{headings}", self.kind.word());
        if !self.rows.is_empty() {
            let texts = |texts: &Vec<String>| match texts.as_slice() {
                [one] => scalar(one),
                texts => format!("[{}]", texts.iter().map(|text| scalar(text)).collect::<Vec<_>>().join(", ")),
            };
            let rows = self.rows.iter().map(|(heading, wanted)| format!("{}: {}", scalar(heading), texts(wanted)));
            let _ = writeln!(out, "    rows: {{{}}}", rows.collect::<Vec<_>>().join(", "));
        }
        let _ = writeln!(out, "    columns:{none}");
        for (place, column) in self.columns.iter().enumerate() {
            let mut options = String::new();
            if column.times != ONE {
                let _ = write!(options, ", times: {}", plain(column.times));
            }
            if let Some(mark) = column.decimal {
                let _ = write!(options, ", decimal: {}", if mark == Mark::Point { "point" } else { "comma" });
            }
            if let Some(day) = column.day {
                let _ = write!(options, ", day: {}", if day == DayOrder::DayFirst { "first" } else { "second" });
            }
            if let Some(years) = column.years {
                let _ = write!(options, ", years: {}", plain(years));
            }
            if let Some(basis) = column.basis {
                let _ = write!(options, ", per: {}", basis.word());
            }
            let (heading, word) = (scalar(&column.heading), column.meaning.word());
            let value = if options.is_empty() { word.to_owned() } else { format!("{{is: {word}{options}}}") };
            let comment = self.comments.get(place).filter(|comment| self.is_unknown && !comment.is_empty());
            let comment = comment.map_or_else(String::new, |comment| format!("   # {comment}"));
            let _ = writeln!(out, "      {heading}: {value}{comment}");
        }
        out
    }
}

struct Reader<'p> {
    path: &'p str,
}

impl Reader<'_> {
    fn entries<'n>(&self, node: &'n Node) -> anyhow::Result<&'n [(Key, Node)]> {
        match &node.content {
            Content::Mapping(entries) => Ok(entries),
            _ => Err(self.wrong(node, "has no keys")),
        }
    }

    fn text(&self, node: &Node) -> anyhow::Result<String> {
        match node.text().and_then(as_name) {
            Some(text) => Ok(text),
            None => Err(self.wrong(node, "is empty, or no text")),
        }
    }

    fn number(&self, node: &Node) -> anyhow::Result<i128> {
        let number = node.text().and_then(|text| parse_decimal(text.trim(), SCALE).ok());
        match number.filter(|number| *number != 0 && number.abs() <= 1_000_000_000 * ONE) {
            Some(number) => Ok(number),
            None => Err(self.wrong(node, "is not a number, or is empty")),
        }
    }

    fn named(&self, node: &Node) -> anyhow::Result<Named> {
        if node.text().is_some() {
            return Ok(Named { id: self.text(node)?, ..Named::default() });
        }
        let mut named = Named::default();
        for (key, node) in self.entries(node)? {
            match key.text.as_str() {
                "id" => named.id = self.text(node)?,
                "name" => named.name = Some(self.text(node)?),
                "type" => named.kind = Some(self.text(node)?),
                _ => return Err(self.unknown(key, &["id", "name", "type"])),
            }
        }
        if named.id.is_empty() { Err(self.wrong(node, "has no `id`")) } else { Ok(named) }
    }

    fn table(&self, node: &Node) -> anyhow::Result<TableInstructions> {
        let (mut file, mut sheet, mut kind, mut vacant, mut columns) = (None, None, None, None, Vec::new());
        let (mut has_no_headings, mut rows) = (false, BTreeMap::new());
        for (key, node) in self.entries(node)? {
            match key.text.as_str() {
                "file" => file = Some(self.text(node)?),
                "sheet" => sheet = Some(self.text(node)?),
                "kind" => {
                    let word = self.text(node)?;
                    let words = TableKind::ALL.map(TableKind::word);
                    kind = Some(TableKind::find(&word).ok_or_else(|| self.no_word(node, &word, &words))?);
                }
                "vacant" => match self.text(node)?.as_str() {
                    "count" => vacant = Some((node, true)),
                    "leave-out" => vacant = Some((node, false)),
                    _ => return Err(self.wrong(node, "is neither `count` nor `leave-out`")),
                },
                "columns" => {
                    for (heading, node) in self.entries(node)? {
                        columns.push(self.column(&heading.text, node)?);
                    }
                }
                "headings" => match self.text(node)?.as_str() {
                    "none" => has_no_headings = true,
                    "look" => {}
                    _ => return Err(self.wrong(node, "is neither `none` nor `look`")),
                },
                "rows" => {
                    for (heading, node) in self.entries(node)? {
                        let wanted = match &node.content {
                            Content::List(list) => {
                                list.iter().map(|node| self.text(node)).collect::<anyhow::Result<_>>()?
                            }
                            _ => vec![self.text(node)?],
                        };
                        rows.insert(heading.text.clone(), wanted);
                    }
                }
                _ => {
                    let keys = ["file", "sheet", "kind", "vacant", "headings", "rows", "columns"];
                    return Err(self.unknown(key, &keys));
                }
            }
        }
        let counts_vacant = match (vacant, kind) {
            (Some((node, _)), Some(kind)) if kind != TableKind::Roles => {
                return Err(self.wrong(node, "is of use for a table of roles only"));
            }
            (vacant, _) => vacant.is_some_and(|(_, counts)| counts),
        };
        match (file, kind) {
            (Some(file), Some(kind)) => Ok(TableInstructions {
                file,
                sheet,
                kind,
                counts_vacant,
                has_no_headings,
                rows,
                columns,
                comments: Vec::new(),
                is_unknown: false,
            }),
            (None, _) => Err(self.wrong(node, "has no `file`")),
            (_, None) => Err(self.wrong(node, "has no `kind`: roles, systems, processes or costs")),
        }
    }

    fn column(&self, heading: &str, node: &Node) -> anyhow::Result<Column> {
        let meaning = |node: &Node| {
            let word = self.text(node)?;
            let words: Vec<&str> = Meaning::ALL.iter().map(|meaning| meaning.word()).chain(["title"]).collect();
            Meaning::named(&word).ok_or_else(|| self.no_word(node, &word, &words))
        };
        let mut column = Column::new(heading, 0, Meaning::Ignore);
        if node.text().is_some() {
            column.meaning = meaning(node)?;
            return Ok(column);
        }
        for (key, node) in self.entries(node)? {
            match key.text.as_str() {
                "is" => column.meaning = meaning(node)?,
                "times" => column.times = self.number(node)?,
                "years" => column.years = Some(self.number(node)?).filter(|years| *years > 0),
                "decimal" => match self.text(node)?.as_str() {
                    "point" | "." => column.decimal = Some(Mark::Point),
                    "comma" | "," => column.decimal = Some(Mark::Comma),
                    _ => return Err(self.wrong(node, "is neither `point` nor `comma`")),
                },
                "day" => match self.text(node)?.as_str() {
                    "first" => column.day = Some(DayOrder::DayFirst),
                    "second" => column.day = Some(DayOrder::MonthFirst),
                    _ => return Err(self.wrong(node, "is neither `first` nor `second`")),
                },
                "per" => {
                    let word = self.text(node)?;
                    let words = Basis::ALL.map(Basis::word);
                    column.basis = Some(Basis::find(&word).ok_or_else(|| self.no_word(node, &word, &words))?);
                }
                _ => return Err(self.unknown(key, &["is", "times", "years", "decimal", "day", "per"])),
            }
        }
        Ok(column)
    }

    fn wrong(&self, node: &Node, what: &str) -> anyhow::Error {
        let found = node.text().map_or_else(|| "this".to_owned(), |text| format!("`{text}`"));
        anyhow::anyhow!("{}:{}:{}: {found} {what}", self.path, node.position.line, node.position.column)
    }

    fn unknown(&self, key: &Key, keys: &[&str]) -> anyhow::Error {
        let meant = match nearest(&key.text, keys.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}", keys.join(", ")),
        };
        let (line, column) = (key.position.line, key.position.column);
        anyhow::anyhow!("{}:{line}:{column}: there is no key `{}` here: {meant}", self.path, key.text)
    }

    fn no_word(&self, node: &Node, word: &str, words: &[&str]) -> anyhow::Error {
        let meant = match nearest(word, words.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}", words.join(", ")),
        };
        let (line, column) = (node.position.line, node.position.column);
        anyhow::anyhow!("{}:{line}:{column}: `{word}` means nothing here: {meant}", self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let text = "dupaudit: import/1\nperiod: 2025-26\norganisation: {id: E07, name: \"Alder: a council\", type: district}\n\
                    full_time_hours: 37.5\norganisations:\n  alder: {id: A}\ntables:\n  - file: pay*.csv\n    kind: roles\n    \
                    vacant: count\n    rows: {Year: \"2024\", Version: [Budget, \"Budget 2\"]}\n    columns:\n      Job title: title\n      Pay £000: {is: pay, times: 1000, decimal: comma, per: month}\n";
        let read = Instructions::read("m.yaml", text).expect("a mapping");
        assert_eq!(read.tables[0].columns[1].times, 1000 * ONE);
        assert!(read.tables[0].are_for("payroll.csv") && !read.tables[0].are_for("ledger.csv"));
        assert_eq!(Instructions::read("m.yaml", &read.write()).expect("a mapping"), read);
        let nothing = Instructions::default();
        assert_eq!(Instructions::read("m.yaml", &nothing.write()).expect("a mapping"), nothing);
        let no_columns = "dupaudit: import/1\ntables:\n  - {file: a.csv, kind: roles}\n";
        let no_columns = Instructions::read("m.yaml", no_columns).expect("a mapping");
        assert_eq!(Instructions::read("m.yaml", &no_columns.write()).expect("a mapping"), no_columns);
    }

    #[test]
    fn what_nobody_understands_is_an_error_with_its_place() {
        for (text, said) in [
            ("dupaudit: import/1\nperoid: 2025\n", "m.yaml:2:1: there is no key `peroid` here: did you mean `period`?"),
            (
                "dupaudit: import/1\ntables:\n  - file: a.csv\n    kind: roles\n    columns: {A: titel}\n",
                "m.yaml:5:18: `titel` means nothing here: did you mean `title`?",
            ),
            (
                "dupaudit: import/1\ntables:\n  - file: a.csv\n    kind: rolls\n",
                "m.yaml:4:11: `rolls` means nothing here: did you mean `roles`?",
            ),
            (
                "dupaudit: import/1\ntables:\n  - file: a.csv\n    kind: roles\n    vacant: yes\n",
                "m.yaml:5:13: `yes` is neither `count` nor `leave-out`",
            ),
            (
                "dupaudit: import/1\ntables:\n  - file: a.csv\n    kind: costs\n    vacant: count\n",
                "m.yaml:5:13: `count` is of use for a table of roles only",
            ),
            ("dupaudit: 1\n", "m.yaml is not a mapping file: write `dupaudit: import/1` at its top"),
        ] {
            assert_eq!(Instructions::read("m.yaml", text).expect_err("no mapping").to_string(), said);
        }
    }
}
