//! What the tool does as a whole. One binary, one module a concern.

mod arrays; // lists of the JSON and tables
mod client_tables;
mod commands; // whole commands and README, as data files
mod comparison; // what leaves the comparison, cuts and unit costs
mod determinism; // the same answer for any order and number of threads
mod docs; // the documents name what there is
mod duty; // who is compared where a task is a duty
mod every_output; // what all commands write in all formats
mod examples; // what the examples promise
mod explain; // where the pounds of an item went
mod faces; // every format of a check
mod facts; // written by one run and read by another
mod first_page;
mod fixing; // what is mended is what was meant, and nothing else changes
mod hostile; // input that means harm
mod hostile_output; // hostile text in every format
mod html; // the page, against the JSON
mod import_tables; // messy spreadsheets, and how each ends
mod install; // what the repository says about installing and about itself
mod interrupt; // Ctrl-C leaves no half file
mod invariants; // what holds for any input
mod layout; // one layout for returns, comments kept
mod manifest; // results tell what they were made of
mod no_false_pass; // what could be taken for checked, and was not
mod options;
mod partners; // who could share with whom, against a search that compares everybody
mod planted; // a planted fault for every rule
mod redaction; // what a redacted result withholds
mod reorganisation; // options of a reorganisation, to the penny and for any bodies
mod rooms; // modules import only from those above them
mod rules; // their page
mod same_words;
mod savings;
mod sector; // other scenarios of a saved report
mod sharing; // what bodies already run together
mod sums; // one currency a sum, one period by its months
mod suppliers; // in no sum, and held against what bodies say
mod tables; // tables in every format, read back
mod telling_less; // a return that says less makes no case better
mod thin; // returns with hardly anything in them
mod titles; // titles and lines as payrolls and ledgers write them
mod transfers; // services that moved between two rounds, from both sides
mod what_counts; // what counts as duplicated, to the penny
mod worked; // the worked examples of the model, to the penny
mod worked_delivery; // delivery models and published cases, to the penny
mod worked_input; // how a worked example becomes a return
mod worked_overlap; // duplicated cost of the worked examples
mod worked_savings; // the business case of them
mod worked_tracking; // two rounds of them
mod worked_value_index; // the public value index of them
