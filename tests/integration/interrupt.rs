//! A run that is interrupted ends in a moment, leaves what was there as it was, and says so.

#![cfg(unix)]

use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn no_half_file_is_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = folder.path().join("old.json");
    fs::write(&old, "old").expect("written");
    let mut run = Command::new(env!("CARGO_BIN_EXE_dupaudit"))
        .args(["audit", "-", "-o", "old.json", "-o", "new.html", "-o", "tables/"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // It waits for the rest of the return that never comes.
    let mut input = run.stdin.take().expect("a pipe");
    input.write_all(b"dupaudit: 1\n").expect("written");
    let files = || fs::read_dir(folder.path()).expect("a folder").count();
    let start = Instant::now();
    while files() < 4 && start.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(files(), 4, "the old file, the folder, and two that stand beside their places");
    let start = Instant::now();
    let killed = Command::new("kill").args(["-INT", &run.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    let exit = run.wait().expect("it ends");
    assert!(start.elapsed() < Duration::from_secs(10), "it took {:?}", start.elapsed());
    assert_eq!(exit.code(), Some(130));
    let mut said = String::new();
    run.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
    assert!(said.contains("interrupted"), "{said}");
    assert_eq!(fs::read_to_string(&old).expect("text"), "old");
    let left = [files(), fs::read_dir(folder.path().join("tables")).expect("a folder").count()];
    assert_eq!(left, [2, 0], "only the old file and an empty folder are left");
}
