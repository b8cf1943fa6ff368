package org.mailmig.ledger;

/** {@code count} consecutive messages: source UIDs from {@code source} on are paired with target UIDs from {@code target} on. */
public record UidRun(long source, long target, long count) {}
