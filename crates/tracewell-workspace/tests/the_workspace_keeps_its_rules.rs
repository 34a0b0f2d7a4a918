//! Every rule, on the workspace as it is.

use tracewell_workspace::{Error, Workspace, rule};

fn holds(rule: fn(&Workspace) -> Result<Vec<String>, Error>) {
    let broken = Workspace::read().and_then(|workspace| rule(&workspace));
    match broken {
        Ok(broken) => assert!(broken.is_empty(), "\n{}\n", broken.join("\n")),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn crates_use_only_what_the_architecture_allows() {
    holds(rule::arrows);
}

#[test]
fn every_direct_dependency_is_explained() {
    holds(rule::dependency_notes);
}

#[test]
fn every_manifest_takes_from_the_root_what_it_can() {
    holds(rule::manifests);
}

#[test]
fn no_file_holds_a_machine_path_or_the_shape_of_a_secret() {
    holds(rule::clean_text);
}

#[test]
fn module_roots_are_maps() {
    holds(rule::module_roots);
}

#[test]
fn names_that_nothing_uses_are_marked_as_planned() {
    holds(rule::planned_names);
}

#[test]
fn code_on_a_page_is_compiled() {
    holds(rule::page_code);
}

#[test]
fn whoever_is_called_at_night_finds_what_to_do() {
    holds(rule::operations);
}

#[test]
fn a_figure_of_a_page_is_one_of_the_report() {
    holds(rule::claims);
}

#[test]
fn a_link_of_a_page_leads_somewhere() {
    holds(rule::links);
}
