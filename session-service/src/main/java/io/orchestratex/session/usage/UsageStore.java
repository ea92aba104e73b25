package io.orchestratex.session.usage;

/** Sums up what prompts used. Thread-safe. */
public interface UsageStore {

  UsageReport report(UsageQuery query);
}
