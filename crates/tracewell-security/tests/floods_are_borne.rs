//! Floods from a million addresses, names of a megabyte, and forged headers: bounded, correct, told once.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::net::{IpAddr, Ipv6Addr};

use tracewell_context::{Principal, TeamId, UserId};
use tracewell_redact::Policy;
use tracewell_security::{Observation, Security, SecurityEvent, Subject, Violation};

use support::Log;

/// Resident memory of this process in bytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap();
    status.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

fn address(number: u64) -> IpAddr {
    Ipv6Addr::from(0x2001_0db8 << 96 | u128::from(number)).into()
}

#[test]
fn a_million_addresses_are_known_and_push_out_nobody_who_matters() {
    let security = Security::new(Policy::production());
    let tracker = security.tracker();
    let seen = |number: u64| Observation::new(Violation::TokenInvalid).host(address(number));
    for suspect in 0..100 {
        for _ in 0..4 {
            tracker.record(&seen(1 << 40 | suspect));
        }
    }
    let before = resident();
    for number in 0..1_000_000 {
        tracker.record(&seen(number));
    }
    let grown = resident() - before;
    assert!(grown <= 64 << 20, "{} MiB", grown >> 20);
    for number in (0..1_000_000).step_by(997) {
        assert_eq!(tracker.count(&Subject::Host(address(number))), 1, "{number}");
    }
    // Half a million more: the oldest of those with one violation go.
    for number in 1_000_000..1_500_000 {
        tracker.record(&seen(number));
    }
    assert_eq!(tracker.count(&Subject::Host(address(1_499_999))), 1);
    for suspect in 0..100 {
        assert_eq!(tracker.count(&Subject::Host(address(1 << 40 | suspect))), 4);
    }
    assert!(resident() - before <= 64 << 20);
}

#[test]
fn many_who_come_twice_do_not_push_out_those_who_come_often() {
    let security = Security::new(Policy::production());
    let tracker = security.tracker();
    let seen = |number: u64| Observation::new(Violation::TokenInvalid).host(address(number));
    for _ in 0..9 {
        tracker.record(&seen(1 << 40));
    }
    for number in 0..400_000 {
        tracker.record(&seen(number));
        tracker.record(&seen(number));
    }
    assert_eq!(tracker.count(&Subject::Host(address(1 << 40))), 9);
}

#[test]
fn a_name_of_a_megabyte_is_one_name_and_is_shown_in_part() {
    let log = Log::listen();
    let security = Security::new(Policy::production());
    let name = "a\n\u{202e}\u{1b}[31m".repeat(150_000);
    for _ in 0..20 {
        security.record(SecurityEvent::new(Violation::LoginFailed).user(&name));
    }
    assert_eq!(log.named("abuse_signal_user").len(), 1);
    assert_eq!(log.lines().len(), 21);
    assert!(log.text().lines().all(|line| line.len() < 4096));
    assert!(!log.text().contains(['\u{202e}', '\u{1b}']));
}

#[test]
fn the_same_user_of_two_teams_is_two_principals() {
    let security = Security::new(Policy::production());
    let principal = |team: &str| Principal::new(TeamId::new(team).unwrap()).user(UserId::new("u-1").unwrap());
    let (acme, globex) = (principal("acme"), principal("globex"));
    for _ in 0..6 {
        security.tracker().record(&Observation::new(Violation::PermissionDenied).principal(&globex));
    }
    assert!(security.tracker().is_flagged(&Subject::Principal(&globex)));
    assert!(!security.tracker().is_flagged(&Subject::Principal(&acme)));
    assert_eq!(security.tracker().count(&Subject::User("u-1")), 6);
}
