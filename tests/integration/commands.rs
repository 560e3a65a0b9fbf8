//! Whole commands with their output: a case is a file in `tests/cmd`, and every command of README is one.

#[test]
fn commands() {
    trycmd::TestCases::new()
        .default_bin_name("dupaudit")
        .env("CI", "true")
        .case("tests/cmd/*.toml")
        .case("tests/cmd/*.md")
        .case("README.md");
}
