package io.orchestratex.alert.rule;

import io.orchestratex.alert.lifecycle.Severity;
import java.time.Instant;

/**
 * When to raise an alert, how bad it is, and what to say.
 *
 * @param id chosen by who makes it: lower-case words joined by dashes
 * @param description why it exists, for people; may be empty
 * @param enabled whether it raises alerts
 * @param severity how bad its alerts are
 * @param message what people read; {@code {value}}, {@code {target}}, {@code {previous}} and any
 *     {@code {label}} are replaced
 * @param condition what it waits for
 * @param version grows by one with each change, from 1
 * @param createdAt when it was made
 * @param updatedAt when it was changed last
 */
public record Rule(
    String id,
    String description,
    boolean enabled,
    Severity severity,
    String message,
    Condition condition,
    long version,
    Instant createdAt,
    Instant updatedAt) {}
