//! Which list of functions the returns of an audit speak in, so that it need not be named on the command line.

use super::find::Input;
use super::load::{Loaded, load, read_documents};

/// The list that every return names. None where one names no list or another one. Standard input can be read once only, so
/// it is not looked at.
pub fn common_list(inputs: &[Input]) -> Option<String> {
    if inputs.iter().any(|input| input.path.is_none()) {
        return None;
    }
    let mut common: Option<String> = None;
    // The first return that names no list ends the search: most sets of returns are not read twice.
    for document in inputs.iter().flat_map(read_documents).flatten() {
        if let Loaded::Return(declared) = load(&document) {
            let list = declared.taxonomy?;
            if *common.get_or_insert_with(|| list.clone()) != list {
                return None;
            }
        }
    }
    common
}
