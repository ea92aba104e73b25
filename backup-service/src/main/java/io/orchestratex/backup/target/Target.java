package io.orchestratex.backup.target;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/**
 * A server that is backed up. How to log in there is in the settings only.
 *
 * @param address {@code host:port}
 */
@MappedEntity("targets")
public record Target(@Id String id, String engine, String address, Instant registeredAt) {}
