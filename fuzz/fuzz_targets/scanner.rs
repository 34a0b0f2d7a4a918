#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tracewell_fuzz::scanner(bytes));

#[cfg(not(fuzzing))]
fn main() {
    tracewell_fuzz::replay(tracewell_fuzz::scanner);
}
