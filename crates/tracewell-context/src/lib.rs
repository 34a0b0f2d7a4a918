//! Who and what a piece of work belongs to: one shared context per request, current at every poll.
